import Foundation

/// What lies in a folder.
enum FolderListing {
  /// The names in `path`, sorted, without those that begin with a dot; none if it can't be read.
  static func names(_ path: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }
}

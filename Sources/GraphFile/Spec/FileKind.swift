import Foundation

/// What a path leads to.
enum FileKind {
  case file
  case folder

  /// `nil` if there is nothing.
  init?(at path: String) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    self = isFolder.boolValue ? .folder : .file
  }

  /// What the writer of a path that leads nowhere may have meant.
  static func neighbour(of path: String) -> String? {
    if path.hasPrefix("~") { return "\"~\" is not replaced; write the whole path" }
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return "there is no folder \(folder.quotedInFull) either"
    }
    guard let name = Suggestion.nearest(to: url.lastPathComponent, among: names.sorted()) else {
      return nil
    }
    let prefix = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return "did you mean \((prefix + [Substring(name)]).joined(separator: "/").quotedInFull)?"
  }
}

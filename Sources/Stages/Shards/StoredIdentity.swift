import DurableFiles
import Foundation
import ZarrStore

/// Tells arrays of other content apart.
enum StoredIdentity {
  /// A digest of an array's metadata, which has one of the chunks; of arrays without, that
  /// another program wrote, of every file. `none` if there is no array.
  static func digest(of array: String) -> String {
    guard let metadata = try? FileContents.read("\(array)/zarr.json") else { return "none" }
    if (try? ZarrArray(path: array))?.completion?.content != nil {
      return Digest.sha256(of: metadata)
    }
    let names = FileManager.default.enumerator(atPath: "\(array)/c")?
      .compactMap { $0 as? String }.sorted()
    var lines = [Digest.sha256(of: metadata)]
    for name in names ?? [] {
      let file = "\(array)/c/\(name)"
      guard FilePath.exists(file), !FilePath.isFolder(file) else { continue }
      lines.append("\(name) \((try? Digest.sha256(ofFile: file)) ?? "unreadable")")
    }
    return Digest.sha256(of: Array(lines.joined(separator: "\n").utf8))
  }
}

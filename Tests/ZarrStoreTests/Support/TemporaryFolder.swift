import Foundation

/// A folder of its own for one test, removed with everything in it at the end.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "zarr-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path()
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}

func bytes(of path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(filePath: path)))
}

func write(_ bytes: [UInt8], to path: String) throws {
  let url = URL(filePath: path)
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(bytes).write(to: url)
}

/// All files below a folder, relative to it, hidden ones too.
func files(below path: String) -> [String] {
  guard let all = FileManager.default.enumerator(atPath: path) else { return [] }
  return all.compactMap { $0 as? String }.filter {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: "\(path)/\($0)", isDirectory: &isFolder)
      && !isFolder.boolValue
  }.sorted()
}

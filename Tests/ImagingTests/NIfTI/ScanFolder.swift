import Foundation

/// A folder for one test's files, removed when the test lets go of it.
final class ScanFolder {
  let path: String

  init() throws {
    let base = FileManager.default.temporaryDirectory
    let url = base.appendingPathComponent("sluice-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` inside.
  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file, making its folder, and gives its path.
  @discardableResult
  func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let path = file(name)
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Foundation's writing waits for the disk, which thousands of mutants can't.
    let file = fopen(path, "wb")
    guard let file, fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
    return path
  }

  @discardableResult
  func write(_ text: String, _ name: String) throws -> String { try write(Array(text.utf8), name) }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// Names inside, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

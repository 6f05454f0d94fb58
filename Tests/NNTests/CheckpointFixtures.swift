import Foundation

/// Files for checkpoint tests: committed ones, ones shared beside the package, and temporary ones.
enum CheckpointFixtures {
  private static let testFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// A file that `Fixtures/make_checkpoints.py` wrote.
  static func committed(_ name: String) -> String {
    testFolder.appendingPathComponent("Fixtures/\(name)").path
  }

  /// A file of `../shared/fixtures`, which is not part of the package.
  static func shared(_ name: String) -> String {
    testFolder.appendingPathComponent("../../../shared/fixtures/\(name)").standardizedFileURL.path
  }

  static var sharedExist: Bool {
    FileManager.default.fileExists(atPath: shared("sam-tiny/model.pth"))
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

/// A folder that lasts as long as the value.
final class TemporaryFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("nn-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file and returns its path.
  func write(_ bytes: [UInt8], as name: String = "file") throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }
}

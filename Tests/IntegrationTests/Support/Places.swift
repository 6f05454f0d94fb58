import Foundation
import Testing

/// The checked-out package, which the tests read files of.
enum Package {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../..").standardizedFileURL.path

  /// The small model that ships with the project.
  static let checkpoint = "\(root)/graphs/models/sam-tiny-ct.safetensors"
}

/// Real scans and reference results beside the package; not part of it.
enum SharedFolder {
  private static let root = URL(fileURLWithPath: Package.root)
    .appendingPathComponent("../shared").standardizedFileURL.path

  static func path(_ name: String) -> String { "\(root)/\(name)" }

  static var exists: Bool {
    FileManager.default.fileExists(atPath: path("fixtures/labels"))
      && FileManager.default.fileExists(atPath: path("data/ct-tasks"))
  }

  static let skipped: Comment = "../shared is not there"
}

/// A folder for one test, gone when the test is done.
final class Scratch: Sendable {
  /// For what is made once and read by many tests, gone when all tests are done.
  static let shared: Result<Scratch, any Error> = Result {
    let scratch = try Scratch()
    atexit { try? Scratch.shared.get().remove() }
    return scratch
  }

  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { remove() }

  private func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}

import Foundation

/// The bytes of one input, and the folder where it can be laid out as files.
struct FuzzInput {
  let bytes: [UInt8]
  let folder: String

  /// Writes the input as a file, over the one before.
  ///
  /// - Returns: its path.
  func file(_ name: String) throws -> String { try file(name, bytes[...]) }

  func file(_ name: String, _ content: ArraySlice<UInt8>) throws -> String {
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw FuzzFinding(description: "\(path) can't be written") }
    defer { close(descriptor) }
    let written = content.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    try FuzzFinding.require(written == content.count, "\(path) can be written")
    return path
  }

  /// Writes files that don't depend on the input, unless they are there already.
  func fixture(_ name: String, _ content: @autoclosure () -> [UInt8]) throws {
    let path = "\(folder)/\(name)"
    if access(path, F_OK) == 0 { return }
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    _ = try file(name, content()[...])
  }
}

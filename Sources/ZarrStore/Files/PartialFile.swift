/// A file that gets its name only when it is whole and on the disk.
///
/// Until `publish` its bytes lie in the same folder under a hidden name, which the next attempt
/// empties and uses again; so a killed process leaves at most one such file.
final class PartialFile {
  let finalPath: String
  private let file: File
  private var isOpen = true

  static func temporaryPath(for finalPath: String) -> String {
    "\(Folder.parent(of: finalPath))/.\(Folder.name(of: finalPath)).partial"
  }

  /// Creates the temporary file, and the folder that it lies in.
  init(_ finalPath: String) throws {
    self.finalPath = finalPath
    try Folder.create(Folder.parent(of: finalPath))
    file = try File.create(Self.temporaryPath(for: finalPath))
  }

  deinit {
    discard()
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
    try file.write(bytes, at: offset)
  }

  /// Brings the file to the disk and gives it its name, in this order.
  func publish() throws {
    try file.synchronize()
    try Folder.rename(file.path, to: finalPath)
    isOpen = false
  }

  /// Removes the temporary file, unless it was published.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    // A file that can't be removed stays hidden and is used again next time.
    try? Folder.removeFile(file.path)
  }

  /// Writes `bytes` as the whole file `finalPath`.
  static func write(_ bytes: [UInt8], to finalPath: String) throws {
    let partial = try PartialFile(finalPath)
    try bytes.withUnsafeBytes { try partial.write($0, at: 0) }
    try partial.publish()
  }
}

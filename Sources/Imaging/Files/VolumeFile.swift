internal import DurableFiles

/// A file of voxels being written, plain or gzipped; it gets its name, whole and on the disk, by
/// `publish()`, or leaves nothing behind.
final class VolumeFile {
  private let file: PendingFile
  private let deflation: Deflation?

  /// zlib's own default: labels are mostly zeros, on which the levels hardly differ in size.
  static let usualLevel: Int32 = 6

  init(
    path: String, gzipped: Bool, level: Int32 = usualLevel,
    in files: any FileSystem = LocalFileSystem()
  ) throws {
    file = try PendingFile(path, in: files)
    deflation = gzipped ? try Deflation(level: level, path: path) : nil
  }

  /// Appends bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let deflation else { return try file.write(bytes) }
    try deflation.write(bytes) { try file.write($0) }
  }

  /// Ends the stream and gives the file its name.
  func publish() throws -> PublishedFile {
    try deflation?.finish { try file.write($0) }
    return try file.publish()
  }

  /// Removes what was written; does nothing after `publish()`.
  func discard() {
    file.discard()
  }
}

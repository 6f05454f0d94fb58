import CNIfTI
import Foundation

/// A file being written under a temporary name in its own folder, plain or gzipped; it gets its name,
/// whole and on the disk, by `commit()`, or leaves nothing behind.
final class PendingFile {
  let path: String
  private let temporaryPath: String
  private var file: znzFile?
  private var isFinished = false

  /// zlib's own default: labels are mostly zeros, on which the levels hardly differ in size.
  private static let gzipMode = "wb6"

  /// Creates the temporary file `.NAME.partial`, replacing one that a killed run left.
  ///
  /// The gzip header that zlib writes has no name and no time: the same content gives the same bytes.
  init(path: String, gzipped: Bool) throws {
    self.path = path
    let slash = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    temporaryPath = "\(path[..<slash]).\(path[slash...]).partial"
    errno = 0
    file = znzopen(temporaryPath, gzipped ? Self.gzipMode : "wb", gzipped ? 1 : 0)
    guard file != nil else {
      throw VolumeError(file: path, .unwritable(reason: lastSystemError()))
    }
  }

  deinit { discard() }

  /// Appends bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count > 0 else { return }
    errno = 0
    guard znzwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count else {
      throw VolumeError(file: path, .unwritable(reason: lastSystemError()))
    }
  }

  /// Flushes everything to the disk and gives the file its name.
  func commit() throws {
    errno = 0
    let closed = Xznzclose(&file)
    file = nil
    guard closed == 0 else {
      throw VolumeError(file: path, .unwritable(reason: lastSystemError()))
    }
    try synchronize(temporaryPath)
    guard rename(temporaryPath, path) == 0 else {
      throw VolumeError(file: path, .unwritable(reason: lastSystemError()))
    }
    isFinished = true
    let slash = path.lastIndex(of: "/")
    try synchronize(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
  }

  /// Removes the temporary file; does nothing after `commit()`.
  func discard() {
    guard !isFinished else { return }
    isFinished = true
    if file != nil {
      Xznzclose(&file)
      file = nil
    }
    unlink(temporaryPath)
  }

  private func synchronize(_ name: String) throws {
    let descriptor = open(name, O_RDONLY)
    guard descriptor >= 0 else {
      throw VolumeError(file: path, .unwritable(reason: lastSystemError()))
    }
    defer { close(descriptor) }
    // Some network file systems refuse to synchronize a folder, which harms nothing.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw VolumeError(file: path, .unwritable(reason: lastSystemError()))
    }
  }
}

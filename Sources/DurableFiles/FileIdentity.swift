#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Which file a name stands for, and how long it is.
struct FileIdentity: Sendable, Equatable {
  private let device: UInt64
  private let inode: UInt64
  /// Bytes.
  var length: Int

  /// `nil` if there is no such file, or the system doesn't say.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    length = Int(status.st_size)
  }
}

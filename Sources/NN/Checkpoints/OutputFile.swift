import Foundation

/// A file that appears under its name only once it is whole and on disk.
///
/// Bytes go to a temporary name in the same folder; `publish` syncs them, renames the file and syncs
/// the folder. Without `publish`, the temporary file is removed.
final class OutputFile {
  private let path: String
  private let folder: String
  private let temporaryPath: String
  private let descriptor: Int32
  private var isPublished = false

  init(replacing path: String) throws {
    self.path = path
    let url = URL(fileURLWithPath: path)
    folder = url.deletingLastPathComponent().path
    let unique = "\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 16))"
    temporaryPath = "\(folder)/.\(url.lastPathComponent).\(unique).partial"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure("creating a file beside it") }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if !isPublished { unlink(temporaryPath) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("writing") }
      done += count
    }
  }

  func write(_ bytes: some Sequence<UInt8>) throws {
    try Array(bytes).withUnsafeBytes { try write($0) }
  }

  /// Makes the file appear under its name, replacing one that is there.
  func publish() throws {
    guard fsync(descriptor) == 0 else { throw failure("syncing") }
    guard rename(temporaryPath, path) == 0 else { throw failure("renaming") }
    isPublished = true
    let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folderDescriptor >= 0 else { throw failure("opening its folder") }
    defer { close(folderDescriptor) }
    guard fsync(folderDescriptor) == 0 else { throw failure("syncing its folder") }
  }

  private func failure(_ doing: String) -> CheckpointError {
    .io(file: path, doing: doing, reason: String(cString: strerror(errno)))
  }
}

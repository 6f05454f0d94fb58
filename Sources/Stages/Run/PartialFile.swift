import Foundation

/// A file under a temporary name in its own folder, until it is whole.
///
/// What is appended goes to the disk at once or not at all: a full disk leaves no half block.
final class PartialFile {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var length: off_t = 0
  private var isOpen = true

  /// Creates `.NAME.partial`, replacing one that a killed run left.
  ///
  /// - Throws: `RunFolderError.cannotCreate`, as all its methods.
  init(_ path: String) throws {
    self.path = path
    let url = URL(fileURLWithPath: path)
    temporary = url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).partial"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  deinit { discard() }

  /// Appends all of the bytes, or none.
  func append(_ bytes: some DataProtocol) throws {
    try append(pieces: CollectionOfOne(bytes))
  }

  /// Appends all of the pieces, or none; they are asked for one by one.
  func append(pieces: some Sequence<some DataProtocol>) throws {
    var end = length
    do {
      for piece in pieces {
        try write([UInt8](piece))
        end += off_t(piece.count)
      }
      length = end
    } catch {
      ftruncate(descriptor, length)
      lseek(descriptor, length, SEEK_SET)
      throw error
    }
  }

  private func write(_ block: [UInt8]) throws {
    var written = 0
    while written < block.count {
      let count = block[written...].withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(path) }
      written += count
    }
  }

  /// Gives the file its name, once everything is on the disk.
  func publish() throws {
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw Self.failure(path) }
    close()
    // Makes the name durable; file systems that refuse this for folders do so by themselves.
    let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY)
    guard folder >= 0 else { return }
    fsync(folder)
    Foundation.close(folder)
  }

  /// Leaves nothing behind; does nothing after `publish`.
  func discard() {
    guard isOpen else { return }
    close()
    unlink(temporary)
  }

  private func close() {
    isOpen = false
    Foundation.close(descriptor)
  }

  private static func failure(_ path: String) -> RunFolderError {
    .cannotCreate(path, reason: String(cString: strerror(errno)))
  }
}

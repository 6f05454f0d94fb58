#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A file read in pieces, closed when the last reference goes.
final class InputFile: Sendable {
  static let pieceLength = 1 << 20

  let path: String
  private let descriptor: Int32

  /// - Throws: `FileError` if it can't be opened, or isn't a regular file.
  init(_ path: String) throws {
    self.path = path
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    descriptor = restarted { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw FileError.lastCall("open", path) }
    guard try status().st_mode & S_IFMT == S_IFREG else {
      throw FileError("read", path, code: EINVAL, because: "it is not a regular file")
    }
  }

  deinit {
    close(descriptor)
  }

  private func status() throws -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError.lastCall("examine", path) }
    return status
  }

  /// Bytes; 0 if the system doesn't say.
  var length: Int { (try? status()).map { Int($0.st_size) } ?? 0 }

  /// Reads at an offset, up to the room there is; returns how many bytes came, 0 at the end.
  func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
    let count = restarted { pread(descriptor, room.baseAddress, room.count, off_t(offset)) }
    guard count >= 0 else { throw FileError.lastCall("read", path) }
    return count
  }

  /// Hands out the file's bytes from an offset to the end, piece by piece.
  func forEachPiece(from start: Int = 0, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceLength, alignment: 64)
    defer { room.deallocate() }
    var offset = start
    while true {
      let count = try read(into: room, at: offset)
      guard count > 0 else { return }
      try body(UnsafeRawBufferPointer(rebasing: room[..<count]))
      offset += count
    }
  }
}

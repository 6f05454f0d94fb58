import Foundation

/// A file opened for reading at any position, by any number of tasks at once.
///
/// Reads are positional (`pread`) instead of through a memory map: opening costs as little, and a
/// file that shrinks meanwhile is an error instead of a `SIGBUS`.
final class InputFile: Sendable {
  let path: String
  /// The file's length in bytes when it was opened.
  let byteCount: Int
  private let descriptor: Int32

  init(_ path: String) throws {
    // O_NONBLOCK: a named pipe would otherwise wait here for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw CheckpointError.io(file: path, doing: "opening", reason: reason)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw CheckpointError.io(file: path, doing: "asking for its size", reason: reason)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw CheckpointError.io(
        file: path, doing: "opening", reason: isFolder ? "it is a folder" : "it is not a file")
    }
    self.path = path
    self.byteCount = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Fills `target` with the bytes from `offset` on.
  func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
    guard offset >= 0, offset <= byteCount, target.count <= byteCount - offset else {
      throw CheckpointError.malformed(
        file: path, part: "bytes \(offset) and on", found: "a file of \(byteCount) bytes",
        expected: "\(target.count) bytes there")
    }
    var done = 0
    while done < target.count {
      let count = pread(
        descriptor, target.baseAddress! + done, target.count - done, off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let reason =
          count == 0
          ? "it has become shorter than the \(byteCount) bytes it had"
          : String(cString: strerror(errno))
        throw CheckpointError.io(
          file: path, doing: "reading at byte \(offset + done)", reason: reason)
      }
      done += count
    }
  }

  /// The `count` bytes from `offset` on.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw CheckpointError.malformed(
        file: path, part: "bytes \(offset) and on", found: "a file of \(byteCount) bytes",
        expected: "\(count) bytes there")
    }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
      let target = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count)
      try read(at: offset, into: target)
      initialised = count
    }
  }

  /// Calls `body` with one piece after another of the `count` bytes from `offset` on.
  func forEachPiece(
    at offset: Int, count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let size = min(count, 1 << 20)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    for start in stride(from: 0, to: count, by: max(size, 1)) {
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(size, count - start)])
      try read(at: offset + start, into: piece)
      try body(UnsafeRawBufferPointer(piece))
    }
  }
}

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// An open regular file, closed when the last reference goes.
///
/// Reads and writes name their offset, so that there is no position to share.
final class File: Sendable {
  let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Opens for reading; refuses folders and devices, which could block or never end.
  static func open(_ path: String) throws -> File {
    let descriptor = restarted { Self.openForReading(path) }
    guard descriptor >= 0 else { throw ZarrError.lastCall("open", path) }
    let file = File(path: path, descriptor: descriptor)
    guard try file.status().st_mode & S_IFMT == S_IFREG else {
      throw ZarrError.damaged(
        ZarrProblem(file: path, found: "not a regular file", expected: "a regular file"))
    }
    return file
  }

  // Without O_NONBLOCK, opening a pipe would wait for a writer.
  private static func openForReading(_ path: String) -> Int32 {
    #if canImport(Darwin)
      Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #else
      Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #endif
  }

  private func status() throws -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ZarrError.lastCall("examine", path) }
    return status
  }

  var byteCount: Int {
    get throws { Int(try status().st_size) }
  }

  /// Reads bytes at `offset` until `room` is full.
  func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < room.count {
      let count = restarted {
        pread(descriptor, room.baseAddress! + done, room.count - done, off_t(offset + done))
      }
      guard count >= 0 else { throw ZarrError.lastCall("read", path) }
      guard count > 0 else {
        throw ZarrError.damaged(
          ZarrProblem(
            file: path, offset: offset + done, found: "the end of the file",
            expected: "\(room.count - done) more bytes"))
      }
      done += count
    }
  }

  /// The whole file, which may have `limit` bytes at most.
  func readAll(limit: Int) throws -> [UInt8] {
    let byteCount = try byteCount
    guard byteCount <= limit else {
      throw ZarrError.damaged(
        ZarrProblem(file: path, found: "\(byteCount) bytes", expected: "at most \(limit)"))
    }
    return try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      try read(
        into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: byteCount), at: 0)
      count = byteCount
    }
  }
}

/// Calls again while a signal interrupts.
private func restarted<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import CLinux
  internal import Glibc
#endif

/// An open file of the system's, closed when the last reference goes.
final class LocalFile: WritableFile {
  private let path: String
  private let pause: @Sendable (Int) -> Void
  /// -1 once it is closed.
  private let descriptor: Mutex<Int32>
  /// Bytes written since the system was last asked to begin with bringing them to the disk.
  private let waiting = Mutex(0)
  /// At so many bytes it is asked.
  private static let mostWaiting = 4 << 20

  init(
    _ path: String, flags: Int32, operation: String, pause: @escaping @Sendable (Int) -> Void
  ) throws {
    self.path = path
    self.pause = pause
    let opened = restarted { open(path, flags, 0o666) }
    guard opened >= 0 else { throw FileError.lastCall(operation, path) }
    descriptor = Mutex(opened)
  }

  deinit {
    try? close()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    try withDescriptor("write") { descriptor in
      let code = CompleteWrite(pause: pause).write(bytes) { rest in
        systemWrite(descriptor, rest.baseAddress!, rest.count)
      }
      if let code { throw FileError("write", path, code: code) }
      beginWriteback(descriptor, of: bytes.count)
    }
  }

  /// Has the disk work while the rest of a large file is still being made, so that `sync` finds little
  /// left to do. A hint: what comes of it is for `sync` to say.
  private func beginWriteback(_ descriptor: Int32, of byteCount: Int) {
    #if os(Linux)
      let isDue = waiting.withLock { waiting in
        waiting += byteCount
        guard waiting >= Self.mostWaiting else { return false }
        waiting = 0
        return true
      }
      // From the first byte to the last; pages on their way already are passed over.
      if isDue { linux_begin_writeback(descriptor) }
    #endif
  }

  func truncate(to length: Int) throws {
    try withDescriptor("truncate") { descriptor in
      guard restarted({ ftruncate(descriptor, off_t(length)) }) == 0,
        lseek(descriptor, off_t(length), SEEK_SET) >= 0
      else { throw FileError.lastCall("truncate", path) }
    }
  }

  func sync() throws {
    try withDescriptor("synchronise") { descriptor in
      #if canImport(Darwin)
        // fsync on macOS stops at the drive's cache.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
      #endif
      // Never tried again: after a failure the kernel forgets what it could not write, and a second
      // call would report success for data that is gone.
      guard restarted({ fsync(descriptor) }) == 0 else {
        throw FileError.lastCall("synchronise", path)
      }
    }
  }

  func close() throws {
    let last = descriptor.withLock { descriptor in
      defer { descriptor = -1 }
      return descriptor
    }
    // Not again after EINTR: the descriptor is gone and may be another file's by then.
    guard last < 0 || systemClose(last) == 0 || errno == EINTR else {
      throw FileError.lastCall("close", path)
    }
  }

  private func withDescriptor<Result>(
    _ operation: String, _ body: (Int32) throws -> Result
  ) throws -> Result {
    try descriptor.withLock { descriptor in
      guard descriptor >= 0 else { throw FileError(operation, path, code: EBADF) }
      return try body(descriptor)
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  #if canImport(Darwin)
    Darwin.write(descriptor, bytes, count)
  #else
    Glibc.write(descriptor, bytes, count)
  #endif
}

private func systemClose(_ descriptor: Int32) -> Int32 {
  #if canImport(Darwin)
    Darwin.close(descriptor)
  #else
    Glibc.close(descriptor)
  #endif
}

/// Calls again while a signal interrupts.
func restarted<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

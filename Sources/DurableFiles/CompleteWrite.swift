#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Writes all of some bytes with a call that may write fewer, be interrupted, or fail for a moment.
struct CompleteWrite {
  /// How often a call that failed is made again before it counts as failed.
  static let mostRetries = 4

  /// Waits before the call is made again; attempts count from 0.
  let pause: (_ attempt: Int) -> Void

  /// - Parameter call: writes what it can, as `write(2)`: how many bytes, or -1 and `errno`.
  /// - Returns: the system's number for the reason if not all could be written.
  func write(
    _ bytes: UnsafeRawBufferPointer, _ call: (_ rest: UnsafeRawBufferPointer) -> Int
  ) -> Int32? {
    var rest = bytes
    var attempt = 0
    while rest.count > 0 {
      let count = restarted { call(rest) }
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        continue
      }
      // A call that wrote nothing and gave no reason is taken for a hiccup of the disk.
      let code = count < 0 ? errno : EIO
      // What did not get to the file may get there a moment later; nothing is lost by asking.
      guard code == EIO || code == EAGAIN, attempt < Self.mostRetries else { return code }
      pause(attempt)
      attempt += 1
    }
    return nil
  }
}

import Foundation

/// Looks at the disk that a run writes to, and ends the run before the disk is full.
struct DiskWatch: Sendable {
  let path: String

  private static let interval = Duration.seconds(2)

  /// Bytes that people without special rights may still write; `nil` if the system doesn't say.
  var free: Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }

  /// With less than this free, in bytes, a run stops: what is in flight, tables and the journal
  /// still have to be written.
  var reserve: Int {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return 0 }
    return min(128 << 20, Int(status.f_blocks) * Int(status.f_frsize) / 50)
  }

  /// Calls `stop` once the disk is nearly full; returns then, or when the task is cancelled.
  func watch(_ stop: @Sendable (_ free: Int) -> Void) async {
    while !Task.isCancelled {
      if let free, free < reserve { return stop(free) }
      try? await Task.sleep(for: Self.interval)
    }
  }
}

import Dataflow
import Telemetry

/// Looks at the disk that a run writes to, and ends the run before the disk is full.
struct DiskWatch: Sendable {
  let path: String

  private static let interval = Duration.seconds(2)

  /// Bytes that may still be written; `nil` if the system doesn't say.
  var free: Int? { try? DiskSpace.free(at: path) }

  /// With less than this free, in bytes, a run stops: what is in flight, tables and the journal
  /// still have to be written.
  private var reserve: Int {
    min(128 << 20, ((try? DiskSpace.capacity(at: path)) ?? 0) / 50)
  }

  /// What to say before a run that may not have room enough; `nil` if it has.
  ///
  /// - Parameter bytes: an estimate of what it will write.
  func warning(expecting bytes: Int) -> String? {
    guard let free, bytes > max(0, free - reserve) else { return nil }
    return
      "warning: up to \(bytes.formattedBytes) may be written, but only \(free.formattedBytes) are "
      + "free on the disk of \(path); when it is nearly full the run stops, and goes on once there "
      + "is room"
  }

  /// Calls `stop` once the disk is nearly full; returns then, or when the task is cancelled.
  func watch(_ stop: @Sendable (_ free: Int) -> Void) async {
    while !Task.isCancelled {
      if let free, free < reserve { return stop(free) }
      try? await Task.sleep(for: Self.interval)
    }
  }
}

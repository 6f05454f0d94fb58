import Dataflow
import Dispatch
import Foundation
import Synchronization

/// Turns signals into a run's end: the first finishes what is in flight, for a limited time; the
/// second stops at once.
final class Interruption: Sendable {
  private let count = Atomic(0)
  private let queue = DispatchQueue(label: "signals")
  // Sources live as long as the process; nothing else touches them.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// Listens for SIGINT, SIGTERM and SIGHUP from now on.
  ///
  /// - Parameters:
  ///   - drain: how long what is in flight may take to finish, in seconds.
  ///   - stop: asks the run to end.
  ///   - cancel: ends it at once.
  init(
    drain: Int, stop: @escaping @Sendable () -> Void, cancel: @escaping @Sendable () -> Void
  ) {
    // A reader of our output that went away shows in the call that writes.
    signal(SIGPIPE, SIG_IGN)
    let queue = queue
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    for source in sources {
      source.setEventHandler { [self] in
        guard count.wrappingAdd(1, ordering: .relaxed).oldValue == 0 else { return cancel() }
        standardError(
          "stopping: what is in flight is finished, within \(drain) s; once more stops at once")
        stop()
        queue.asyncAfter(deadline: .now() + .seconds(drain)) { cancel() }
      }
      source.activate()
    }
  }

  func end() {
    for source in sources { source.cancel() }
  }
}

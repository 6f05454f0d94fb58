import Dataflow
import Dispatch
import Foundation
import Synchronization

/// Turns signals into a run's end: the first finishes what is in flight, the second stops at once.
final class Interruption: Sendable {
  private let count = Atomic(0)
  // Sources live as long as the process; nothing else touches them.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// Listens for SIGINT, SIGTERM and SIGHUP from now on.
  init(control: RunControl, cancel: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "signals")
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    for source in sources {
      source.setEventHandler { [self] in
        if count.wrappingAdd(1, ordering: .relaxed).oldValue == 0 {
          standardError("stopping: what is in flight is finished; once more stops at once")
          control.stop()
        } else {
          cancel()
        }
      }
      source.activate()
    }
  }

  func end() {
    for source in sources { source.cancel() }
  }
}

import Dataflow
import Dispatch
import Foundation
import Synchronization

/// Turns signals into a run's end: the first finishes what is in flight, for a limited time; the
/// second stops at once.
final class Interruption: Sendable {
  private struct State {
    var isAsked = false
    var stop: (@Sendable () -> Void)?
    var cancel: @Sendable () -> Void = { _exit(RunExit.interrupted.rawValue) }
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "signals")
  // Nothing else touches them.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// Listens for SIGINT, SIGTERM and, unless it was ignored before, SIGHUP from now on. As long as
  /// nothing is attached, stopping at once means to end the process as an interrupted run ends.
  ///
  /// - Parameter drain: how long what is in flight may take to finish, in seconds.
  init(drain: Int) {
    // A reader of our output that went away shows in the call that writes.
    signal(SIGPIPE, SIG_IGN)
    let queue = queue
    // From here on the sources see to them. Whoever began the process with SIGHUP ignored, as `nohup` does,
    // wants it to outlive the terminal.
    let numbers = [SIGINT, SIGTERM, SIGHUP].filter { number in
      let wasIgnored = Self.isIgnoring(signal(number, SIG_IGN))
      return number != SIGHUP || !wasIgnored
    }
    sources = numbers.map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
    for source in sources {
      source.setEventHandler { [self] in asked(drain) }
      source.activate()
    }
  }

  /// Says what the run's end is; one that was asked for before begins now.
  ///
  /// - Parameters:
  ///   - stop: asks the run to end.
  ///   - cancel: ends it at once.
  func attach(stop: @escaping @Sendable () -> Void, cancel: @escaping @Sendable () -> Void) {
    let isAsked = state.withLock { state in
      state.stop = stop
      state.cancel = cancel
      return state.isAsked
    }
    if isAsked { stop() }
  }

  private func asked(_ drain: Int) {
    let (isFirst, stop, cancel) = state.withLock { state in
      defer { state.isAsked = true }
      return (!state.isAsked, state.stop, state.cancel)
    }
    guard isFirst else { return cancel() }
    standardError(
      "stopping: what is in flight is finished, within \(drain) s; once more stops at once")
    stop?()
    queue.asyncAfter(deadline: .now() + .seconds(drain)) { [self] in
      state.withLock(\.cancel)()
    }
  }

  private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// From now on signals end the process, as they do if nobody listens.
  func end() {
    for source in sources {
      source.cancel()
      signal(Int32(source.handle), SIG_DFL)
    }
  }
}

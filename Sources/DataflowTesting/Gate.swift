import Synchronization

/// Holds tasks back until a test opens it, instead of sleeping.
public final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var waiters: [CheckedContinuation<Void, Never>] = []
    var arrivals = 0
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  public init() {}

  /// Waits until the gate is open.
  public func pass() async {
    await withCheckedContinuation { continuation in
      let (isOpen, watchers) = state.withLock { state in
        state.arrivals += 1
        let arrivals = state.arrivals
        let reached = state.watchers.filter { $0.count <= arrivals }
        state.watchers.removeAll { $0.count <= arrivals }
        if !state.isOpen { state.waiters.append(continuation) }
        return (state.isOpen, reached)
      }
      for watcher in watchers { watcher.continuation.resume() }
      if isOpen { continuation.resume() }
    }
  }

  /// Lets everyone through, now and later.
  public func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until `count` tasks have come to the gate.
  public func arrivals(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let reached = state.withLock { state in
        if state.arrivals >= count { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if reached { continuation.resume() }
    }
  }
}

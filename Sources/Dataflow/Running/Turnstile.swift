import Synchronization

/// Lets workers through one by one, in the order of their tickets.
final class Turnstile: Sendable {
  private typealias Waiter = UnsafeContinuation<Bool, Never>

  private struct State {
    var current = 0
    var waiters: [Int: Waiter] = [:]
  }

  private let state = Mutex(State())

  /// Waits until it is the ticket's turn.
  ///
  /// - Throws: `CancellationError` if the task was cancelled while it waited.
  func wait(for ticket: Int) async throws {
    if state.withLock({ $0.current == ticket }) { return }
    let itsTurn = await withTaskCancellationHandler {
      await withUnsafeContinuation { (continuation: Waiter) in
        let answer: Bool? = state.withLock { state in
          if Task.isCancelled { return false }
          if state.current == ticket { return true }
          state.waiters[ticket] = continuation
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(returning: false)
    }
    guard itsTurn else { throw CancellationError() }
  }

  /// The worker whose turn it is has passed; the next may.
  func advance() {
    let next = state.withLock { state in
      state.current += 1
      return state.waiters.removeValue(forKey: state.current)
    }
    next?.resume(returning: true)
  }
}

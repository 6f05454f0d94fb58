import Synchronization

/// A bounded queue between tasks: any number of producers, any number of consumers.
///
/// Elements arrive in the order in which they were sent. A full channel suspends its senders, and
/// that is all the backpressure a graph needs. Nothing is lost to cancellation: a cancelled `send`
/// either throws and the element is still the caller's, or it returns and the element is queued.
///
/// Each operation takes one short lock; one that need not wait does not suspend.
public final class Channel<Element: Sendable>: Sendable {
  private typealias Sender = UnsafeContinuation<Result<Void, any Error>, Never>
  private typealias Receiver = UnsafeContinuation<Result<Element?, any Error>, Never>
  private typealias StateMachine = ChannelStateMachine<Element, Sender, Receiver>

  private let state: Mutex<StateMachine>
  private let nextID = Atomic<UInt64>(0)

  /// - Parameters:
  ///   - capacity: how many elements may wait in the channel; at least 1.
  ///   - producers: how many calls of `finishProducer()` end it.
  public init(capacity: Int = 2, producers: Int = 1) {
    precondition(capacity >= 1 && producers >= 1, "a channel needs room and a producer")
    state = Mutex(StateMachine(capacity: capacity, producers: producers))
  }

  /// Queues `element`, waiting for room if there is none.
  ///
  /// - Throws: `CancellationError` if the task was cancelled while it waited, `ChannelClosed` if
  ///   the channel takes no more. Either way the element was not queued.
  public func send(_ element: Element) async throws {
    let action = state.withLock { $0.send(element) }
    if try carryOut(action) { return }
    let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
    let result = await withTaskCancellationHandler {
      await withUnsafeContinuation { (continuation: Sender) in
        // Between the first look and this one a place may have become free.
        let action = state.withLock { state in
          if Task.isCancelled { return StateMachine.SendAction?.none }
          let action = state.send(element)
          if case .suspend = action {
            state.suspendSend(element, id: id, sender: continuation)
          }
          return action
        }
        guard let action else {
          return continuation.resume(returning: .failure(CancellationError()))
        }
        do {
          if try carryOut(action) { continuation.resume(returning: .success(())) }
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    } onCancel: {
      state.withLock { $0.cancelSend(id: id) }?
        .resume(returning: .failure(CancellationError()))
    }
    try result.get()
  }

  /// Takes the oldest element, waiting for one if there is none; `nil` after the last.
  ///
  /// - Throws: `CancellationError` if the task was cancelled while it waited, `ChannelClosed` if
  ///   the channel was cancelled. No element is lost by either.
  public func receive() async throws -> Element? {
    switch try carryOut(state.withLock { $0.receive() }) {
    case .done(let element): return element
    case .wait: break
    }
    let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
    let result = await withTaskCancellationHandler {
      await withUnsafeContinuation { (continuation: Receiver) in
        let action = state.withLock { state in
          if Task.isCancelled { return StateMachine.ReceiveAction?.none }
          let action = state.receive()
          if case .suspend = action { state.suspendReceive(id: id, receiver: continuation) }
          return action
        }
        guard let action else {
          return continuation.resume(returning: .failure(CancellationError()))
        }
        do {
          if case .done(let element) = try carryOut(action) {
            continuation.resume(returning: .success(element))
          }
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    } onCancel: {
      state.withLock { $0.cancelReceive(id: id) }?
        .resume(returning: .failure(CancellationError()))
    }
    return try result.get()
  }

  /// Says that one producer will send no more. The last one ends the channel: receivers take what
  /// is left, then `nil`.
  public func finishProducer() {
    for receiver in state.withLock({ $0.finishProducer() }) {
      receiver.resume(returning: .success(nil))
    }
  }

  /// Drops what is queued and makes every waiting and later operation throw `ChannelClosed`.
  public func cancel() {
    let woken = state.withLock { $0.cancel() }
    for sender in woken.senders {
      sender.resume(returning: .failure(ChannelClosed.cancelled))
    }
    for receiver in woken.receivers {
      receiver.resume(returning: .failure(ChannelClosed.cancelled))
    }
  }

  /// What has gone through so far.
  public var statistics: ChannelStatistics {
    state.withLock {
      ChannelStatistics(
        capacity: $0.capacity, depth: $0.depth, peakDepth: $0.peakDepth, itemsSent: $0.itemsSent)
    }
  }

  /// How many tasks are suspended.
  var waiting: (senders: Int, receivers: Int) {
    state.withLock { ($0.suspendedSends, $0.suspendedReceives) }
  }

  /// Whether the send is over.
  private func carryOut(_ action: StateMachine.SendAction) throws -> Bool {
    switch action {
    case .accepted: return true
    case .resume(let receiver, let element):
      receiver.resume(returning: .success(element))
      return true
    case .suspend: return false
    case .refused(let closed): throw closed
    }
  }

  private enum Received {
    case done(Element?)
    case wait
  }

  private func carryOut(_ action: StateMachine.ReceiveAction) throws -> Received {
    switch action {
    case .deliver(let element, let sender):
      sender?.resume(returning: .success(()))
      return .done(element)
    case .finished: return .done(nil)
    case .suspend: return .wait
    case .refused(let closed): throw closed
    }
  }
}

/// What has gone through a channel, and what is in it now.
public struct ChannelStatistics: Sendable, Equatable {
  /// How many elements may wait.
  public let capacity: Int
  /// How many wait now.
  public let depth: Int
  /// The most that ever waited.
  public let peakDepth: Int
  /// How many have been accepted since the start.
  public let itemsSent: Int
}

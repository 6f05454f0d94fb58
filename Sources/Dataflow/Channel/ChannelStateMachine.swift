import DequeModule

/// Every decision of a bounded channel, without tasks, locks or continuations.
///
/// `Channel` runs it under a lock and carries out the actions it returns afterwards, outside the
/// lock. `Sender` and `Receiver` are whatever wakes a suspended task; tests use plain numbers.
///
/// Invariants: receivers wait only while the buffer is empty; senders wait only while it is full;
/// elements leave in the order in which their sends began.
struct ChannelStateMachine<Element, Sender, Receiver> {
  /// A send that found the buffer full, with the element it still owns.
  private struct SuspendedSend {
    let id: UInt64
    let element: Element
    let sender: Sender
  }

  private struct SuspendedReceive {
    let id: UInt64
    let receiver: Receiver
  }

  let capacity: Int
  private var producers: Int
  private var cancelled = false
  private var buffer: Deque<Element> = []
  private var sends: Deque<SuspendedSend> = []
  private var receives: Deque<SuspendedReceive> = []
  private(set) var itemsSent = 0
  private(set) var peakDepth = 0

  var depth: Int { buffer.count }
  var suspendedSends: Int { sends.count }
  var suspendedReceives: Int { receives.count }

  init(capacity: Int, producers: Int) {
    self.capacity = capacity
    self.producers = producers
  }

  enum SendAction {
    case accepted
    /// The element goes straight to a receiver that was waiting for one.
    case resume(Receiver, with: Element)
    case suspend
    case refused(ChannelClosed)
  }

  /// A send's first step. On `.suspend` the caller registers itself with `suspendSend`, under the
  /// same lock.
  mutating func send(_ element: Element) -> SendAction {
    if let closed = closedToSenders { return .refused(closed) }
    if let receive = receives.popFirst() {
      itemsSent += 1
      return .resume(receive.receiver, with: element)
    }
    guard buffer.count < capacity else { return .suspend }
    append(element)
    return .accepted
  }

  mutating func suspendSend(_ element: Element, id: UInt64, sender: Sender) {
    sends.append(SuspendedSend(id: id, element: element, sender: sender))
  }

  enum ReceiveAction {
    case deliver(Element, resuming: Sender?)
    case finished
    case suspend
    case refused(ChannelClosed)
  }

  /// A receive's first step. On `.suspend` the caller registers itself with `suspendReceive`,
  /// under the same lock.
  mutating func receive() -> ReceiveAction {
    if cancelled { return .refused(.cancelled) }
    if let element = buffer.popFirst() {
      guard let send = sends.popFirst() else { return .deliver(element, resuming: nil) }
      append(send.element)
      return .deliver(element, resuming: send.sender)
    }
    return producers == 0 ? .finished : .suspend
  }

  mutating func suspendReceive(id: UInt64, receiver: Receiver) {
    receives.append(SuspendedReceive(id: id, receiver: receiver))
  }

  /// Takes a suspended send back, because its task was cancelled. `nil` if its element has been
  /// accepted meanwhile: then the send succeeds, and nothing is lost.
  mutating func cancelSend(id: UInt64) -> Sender? {
    guard let index = sends.firstIndex(where: { $0.id == id }) else { return nil }
    return sends.remove(at: index).sender
  }

  /// Takes a suspended receive back, because its task was cancelled. `nil` if an element has been
  /// handed to it meanwhile: then the receive returns that element.
  mutating func cancelReceive(id: UInt64) -> Receiver? {
    guard let index = receives.firstIndex(where: { $0.id == id }) else { return nil }
    return receives.remove(at: index).receiver
  }

  /// One producer will send no more. After the last one, the receivers that wait learn of the end.
  mutating func finishProducer() -> [Receiver] {
    guard producers > 0, !cancelled else { return [] }
    producers -= 1
    guard producers == 0 else { return [] }
    defer { receives.removeAll() }
    return receives.map(\.receiver)
  }

  /// Drops what is queued and refuses everything from now on.
  mutating func cancel() -> (senders: [Sender], receivers: [Receiver], dropped: [Element]) {
    guard !cancelled else { return ([], [], []) }
    cancelled = true
    let woken = (sends.map(\.sender), receives.map(\.receiver))
    let dropped = Array(buffer) + sends.map(\.element)
    buffer.removeAll()
    sends.removeAll()
    receives.removeAll()
    return (woken.0, woken.1, dropped)
  }

  private var closedToSenders: ChannelClosed? {
    if cancelled { return .cancelled }
    return producers == 0 ? .finished : nil
  }

  private mutating func append(_ element: Element) {
    buffer.append(element)
    itemsSent += 1
    peakDepth = max(peakDepth, buffer.count)
  }
}

/// Why a channel takes no more elements.
public enum ChannelClosed: Error, Sendable, Equatable, CustomStringConvertible {
  /// `cancel()` was called; what was queued is gone.
  case cancelled
  /// Every producer has finished; sending afterwards is a mistake of the program.
  case finished

  public var description: String {
    switch self {
    case .cancelled: "the channel was cancelled"
    case .finished: "the channel's producers have all finished; nothing can be sent any more"
    }
  }
}

import Synchronization

/// Remembers values in the order in which they are added, from any task.
final class Log<Value: Sendable>: Sendable {
  private let stored = Mutex<[Value]>([])

  func add(_ value: Value) {
    stored.withLock { $0.append(value) }
  }

  var values: [Value] { stored.withLock { $0 } }
}

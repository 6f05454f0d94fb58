import DequeModule

/// Every decision of a memory budget, without tasks or locks. `MemoryBudget` runs it.
///
/// Requests are served first come, first served: a small one never overtakes a large one, so a
/// large one cannot starve.
struct BudgetStateMachine<Waiter> {
  private struct Request {
    let id: UInt64
    let bytes: Int
    let waiter: Waiter
  }

  let limit: Int
  private(set) var inUse = 0
  private(set) var peak = 0
  private var requests: Deque<Request> = []

  var waiting: Int { requests.count }

  init(limit: Int) {
    self.limit = limit
  }

  /// Takes `bytes` at once if they are free and nobody waits for others.
  mutating func takeNow(_ bytes: Int) -> Bool {
    guard requests.isEmpty, bytes <= limit - inUse else { return false }
    take(bytes)
    return true
  }

  mutating func suspend(_ bytes: Int, id: UInt64, waiter: Waiter) {
    requests.append(Request(id: id, bytes: bytes, waiter: waiter))
  }

  /// Gives `bytes` back and returns those whose requests are granted by it.
  mutating func giveBack(_ bytes: Int) -> [Waiter] {
    precondition(bytes <= inUse, "a permit is returned once")
    inUse -= bytes
    return grant()
  }

  /// Withdraws a request whose task was cancelled; `nil` if it was granted meanwhile. Those behind
  /// it may be granted now.
  mutating func cancel(id: UInt64) -> (cancelled: Waiter, granted: [Waiter])? {
    guard let index = requests.firstIndex(where: { $0.id == id }) else { return nil }
    let request = requests.remove(at: index)
    return (request.waiter, grant())
  }

  private mutating func grant() -> [Waiter] {
    var granted: [Waiter] = []
    while let first = requests.first, first.bytes <= limit - inUse {
      requests.removeFirst()
      take(first.bytes)
      granted.append(first.waiter)
    }
    return granted
  }

  private mutating func take(_ bytes: Int) {
    inUse += bytes
    peak = max(peak, inUse)
  }
}

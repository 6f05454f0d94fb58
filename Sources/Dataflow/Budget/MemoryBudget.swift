import Synchronization

/// A hard limit, in bytes, on what a run holds at once.
///
/// A source takes a `Permit` for an item's whole way before it reads the item, and the permit
/// travels with everything made of the item. An admitted item can therefore always finish: no join
/// can deadlock on bytes that the other branch holds.
public final class MemoryBudget: Sendable {
  private typealias Waiter = UnsafeContinuation<Bool, Never>

  private let state: Mutex<BudgetStateMachine<Waiter>>
  private let nextID = Atomic<UInt64>(0)

  /// The limit, in bytes.
  public let limit: Int

  /// - Parameter limit: in bytes; `.max` for no limit.
  public init(limit: Int) {
    precondition(limit > 0, "a budget is a positive number of bytes")
    self.limit = limit
    state = Mutex(BudgetStateMachine(limit: limit))
  }

  /// Waits until `bytes` are free and takes them until the permit is released.
  ///
  /// - Throws: `BudgetExceeded` if `bytes` is more than the whole budget, `CancellationError` if
  ///   the task was cancelled while it waited.
  public func acquire(_ bytes: Int) async throws -> Permit {
    precondition(bytes >= 0, "a permit is for a number of bytes")
    guard bytes <= limit else { throw BudgetExceeded(needed: bytes, limit: limit) }
    if state.withLock({ $0.takeNow(bytes) }) { return Permit(bytes: bytes, budget: self) }
    let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
    let granted = await withTaskCancellationHandler {
      await withUnsafeContinuation { (continuation: Waiter) in
        let answer: Bool? = state.withLock { state in
          if Task.isCancelled { return false }
          if state.takeNow(bytes) { return true }
          state.suspend(bytes, id: id, waiter: continuation)
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      guard let outcome = state.withLock({ $0.cancel(id: id) }) else { return }
      outcome.cancelled.resume(returning: false)
      for waiter in outcome.granted { waiter.resume(returning: true) }
    }
    guard granted else { throw CancellationError() }
    return Permit(bytes: bytes, budget: self)
  }

  fileprivate func giveBack(_ bytes: Int) {
    for waiter in state.withLock({ $0.giveBack(bytes) }) { waiter.resume(returning: true) }
  }

  /// What is taken now and what was taken at most, in bytes.
  public var statistics: BudgetStatistics {
    state.withLock {
      BudgetStatistics(limit: $0.limit, inUse: $0.inUse, peak: $0.peak, waiting: $0.waiting)
    }
  }
}

/// Bytes of a budget, taken for as long as somebody holds this object.
///
/// Everything made of an item keeps a reference; when the last sink lets go, the bytes are free
/// again. They can thus be returned neither twice nor never.
public final class Permit: Sendable {
  public let bytes: Int
  private let budget: MemoryBudget

  fileprivate init(bytes: Int, budget: MemoryBudget) {
    self.bytes = bytes
    self.budget = budget
  }

  deinit {
    budget.giveBack(bytes)
  }
}

/// How much of a budget is in use, in bytes.
public struct BudgetStatistics: Sendable, Equatable {
  public let limit: Int
  public let inUse: Int
  public let peak: Int
  /// How many sources wait for bytes.
  public let waiting: Int
}

/// A request for more bytes than the budget has at all: waiting would not help.
public struct BudgetExceeded: Error, Sendable, Equatable, CustomStringConvertible {
  public let needed: Int
  public let limit: Int

  public var description: String {
    "needs \(needed.formattedBytes) at once, but the memory budget is \(limit.formattedBytes); "
      + "raise the budget to at least \(needed) bytes"
  }
}

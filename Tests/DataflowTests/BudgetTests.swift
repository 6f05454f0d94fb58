import DataflowTesting
import Testing

@testable import Dataflow

@Suite(.timeLimit(.minutes(1))) struct BudgetTests {
  /// Requests, returns and cancellations at random against a plain model: a row of requests of
  /// which the first is granted as soon as it fits.
  @Test func behavesLikeARow() {
    for seed in 0..<3_000 {
      var random = SeededGenerator(seed: seed)
      let limit = Int.random(in: 1...40, using: &random)
      var machine = BudgetStateMachine<Int>(limit: limit)
      var row: [(id: Int, bytes: Int)] = []
      var held: [Int] = []

      func takeFromRow() -> [Int] {
        var granted: [Int] = []
        while let first = row.first, first.bytes <= limit - held.reduce(0, +) {
          held.append(first.bytes)
          granted.append(row.removeFirst().id)
        }
        return granted
      }

      for id in 0..<60 {
        switch Int.random(in: 0..<5, using: &random) {
        case 0...1:
          let bytes = Int.random(in: 0...limit, using: &random)
          let fits = row.isEmpty && bytes <= limit - held.reduce(0, +)
          #expect(machine.takeNow(bytes) == fits)
          if fits {
            held.append(bytes)
          } else {
            machine.suspend(bytes, id: UInt64(id), waiter: id)
            row.append((id, bytes))
          }
        case 2...3:
          guard !held.isEmpty else { continue }
          let bytes = held.remove(at: Int.random(in: 0..<held.count, using: &random))
          #expect(machine.giveBack(bytes) == takeFromRow())
        default:
          let victim = Int.random(in: 0...id, using: &random)
          let outcome = machine.cancel(id: UInt64(victim))
          if let index = row.firstIndex(where: { $0.id == victim }) {
            row.remove(at: index)
            #expect(outcome?.cancelled == victim)
            #expect(outcome?.granted == takeFromRow())
          } else {
            #expect(outcome == nil)
          }
        }
        #expect(machine.inUse == held.reduce(0, +))
        #expect(machine.inUse <= limit && machine.peak <= limit)
        #expect(machine.waiting == row.count)
      }
    }
  }

  @Test func neverHoldsMoreThanItsLimit() async throws {
    let budget = MemoryBudget(limit: 100)
    let live = LiveBytes()
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for task in 0..<8 {
        tasks.addTask {
          var random = SeededGenerator(seed: task)
          for _ in 0..<100 {
            let bytes = Int.random(in: 1...60, using: &random)
            let permit = try await budget.acquire(bytes)
            live.add(bytes)
            await Task.yield()
            live.remove(bytes)
            withExtendedLifetime(permit) {}
          }
        }
      }
      try await tasks.waitForAll()
    }
    #expect(live.peak <= 100)
    #expect(budget.statistics.peak <= 100)
    #expect(budget.statistics.inUse == 0)
    #expect(budget.statistics.waiting == 0)
  }

  @Test func aSmallRequestDoesNotOvertakeALargeOne() async throws {
    let budget = MemoryBudget(limit: 10)
    let order = Log<String>()
    let gate = Gate()
    var first: Permit? = try await budget.acquire(6)
    let large = Task {
      let permit = try await budget.acquire(8)
      order.add("large")
      await gate.pass()
      withExtendedLifetime(permit) {}
    }
    await until { budget.statistics.waiting == 1 }
    let small = Task {
      _ = try await budget.acquire(3)
      order.add("small")
    }
    await until { budget.statistics.waiting == 2 }
    #expect(budget.statistics.inUse == 6)
    withExtendedLifetime(first) {}
    first = nil
    await gate.arrivals(1)
    #expect(order.values == ["large"])
    gate.open()
    try await large.value
    try await small.value
    #expect(order.values == ["large", "small"])
  }

  @Test func cancellingTheLargeOneLetsTheSmallOneIn() async throws {
    let budget = MemoryBudget(limit: 10)
    let first = try await budget.acquire(6)
    let large = Task { try await budget.acquire(8) }
    await until { budget.statistics.waiting == 1 }
    let small = Task { try await budget.acquire(3) }
    await until { budget.statistics.waiting == 2 }
    large.cancel()
    await #expect(throws: CancellationError.self) { try await large.value }
    let second = try await small.value
    #expect(budget.statistics.inUse == 9)
    withExtendedLifetime((first, second)) {}
  }

  @Test func refusesMoreThanTheWhole() async {
    let budget = MemoryBudget(limit: 10)
    await #expect(throws: BudgetExceeded(needed: 11, limit: 10)) { try await budget.acquire(11) }
    #expect("\(BudgetExceeded(needed: 11, limit: 10))".contains("11 B at once"))
    #expect(budget.statistics.inUse == 0)
  }
}

import DataflowTesting
import Testing

@testable import Dataflow

/// The budget against the bytes that are really alive, counted as objects come and go.
@Suite(.timeLimit(.minutes(2))) struct LiveBytesTests {
  private static let read = 100
  private static let made = 60
  private static let item = read + 2 * made

  /// A source of payloads; two branches make payloads of them; the branches are joined, gathered
  /// and written. Every payload counts itself.
  private func graph(
    _ live: LiveBytes, groups: Int, itemsPerGroup: Int, batch: Int?,
    scope: FailureScope = .group, check: @escaping @Sendable (Int) async throws -> Void = { _ in }
  ) -> (Graph, Log<Int>) {
    struct Making: Transform {
      let live: LiveBytes
      let check: @Sendable (Int) async throws -> Void

      func cost(of input: Extents) -> Cost { Cost(item: LiveBytesTests.made) }
      func process(_ input: Payload) async throws -> Payload? {
        let output = Payload(input.number, bytes: LiveBytesTests.made, in: live)
        try await check(input.number)
        return output
      }
    }
    let source = ProbeSource<Payload>(cost: Cost(item: Self.read), expectedExtents: [:]) { output in
      for group in 0..<groups {
        try await output.group("\(group)", failureScope: scope) { sending in
          for index in 0..<itemsPerGroup {
            try await sending.emit(at: index) {
              Payload(group * itemsPerGroup + index, bytes: LiveBytesTests.read, in: live)
            }
          }
        }
      }
    }
    let written = Log<Int>()
    let quarantine = StageSettings(workers: 3, onFailure: .quarantine)
    var graph = Graph()
    let items = graph.source("read", source)
    let left = graph.transform("left", Making(live: live, check: check), from: items, quarantine)
    let right = graph.transform(
      "right", Making(live: live) { _ in await Task.yield() }, from: items)
    let pairs = join(items, left, right)
    if let batch {
      let numbers = pairs.map { [$0, $1, $2] }
      let batches = graph.batch("batches", from: numbers, size: batch)
      let sink = ProbeSink<[[Payload]]>(onWrite: { for pair in $0 { written.add(pair[0].number) } })
      graph.sink("write", sink, from: batches, StageSettings(onFailure: .quarantine))
    }
    let sink = ProbeSink<(Payload, Payload, Payload)>(
      onWrite: {
        await Task.yield()
        if batch == nil { written.add($0.0.number) }
      })
    graph.sink("also write", sink, from: pairs)
    return (graph, written)
  }

  @Test func aThousandItemsUnderABudgetOfThree() async throws {
    let live = LiveBytes()
    let (graph, written) = graph(live, groups: 10, itemsPerGroup: 100, batch: nil)
    let outcome = try await GraphRunner(budget: 3 * Self.item).run(graph)
    #expect(written.values == Array(0..<1_000))
    #expect(live.made == 3_000)
    #expect(live.now == 0)
    #expect(live.peak <= 3 * Self.item)
    #expect(live.peak > Self.item, "the items never overlapped: the test says little")
    #expect(outcome.snapshot.budget.peak == 3 * Self.item)
  }

  @Test(arguments: 0..<8)
  func withAJoinAndABatch(seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let live = LiveBytes()
    let batch = Int.random(in: 1...6, using: &random)
    let budget = Self.item * batch + Int.random(in: 0...Self.item * 2, using: &random)
    let (graph, written) = graph(live, groups: 7, itemsPerGroup: 31, batch: batch)
    try await GraphRunner(budget: budget).run(graph)
    #expect(written.values == Array(0..<217))
    #expect(live.now == 0)
    #expect(live.peak <= budget)
  }

  @Test(arguments: [FailureScope.item, .group], 0..<6)
  func withFailures(scope: FailureScope, seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let failing = Set((0..<20).map { _ in Int.random(in: 0..<217, using: &random) })
    let live = LiveBytes()
    let (graph, written) = graph(
      live, groups: 7, itemsPerGroup: 31, batch: 3, scope: scope,
      check: { if failing.contains($0) { throw Broken() } })
    let outcome = try await GraphRunner(budget: Self.item * 4).run(graph)
    if scope == .item {
      #expect(written.values == (0..<217).filter { !failing.contains($0) })
      #expect(outcome.quarantined.count == failing.count)
    }
    #expect(live.now == 0)
    #expect(live.peak <= Self.item * 4)
    #expect(outcome.status != .done)
  }

  @Test(arguments: 0..<20)
  func withCancellation(seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let last = Int.random(in: 0..<217, using: &random)
    let live = LiveBytes()
    let gate = Gate()
    let (graph, _) = graph(
      live, groups: 7, itemsPerGroup: 31, batch: 3,
      check: { if $0 == last { await gate.pass() } })
    let run = Task { try await GraphRunner(budget: Self.item * 4).run(graph) }
    await gate.arrivals(1)
    run.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await run.value }
    #expect(live.now == 0)
    #expect(live.peak <= Self.item * 4)
  }
}

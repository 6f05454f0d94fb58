import DataflowTesting
import Testing

@testable import Dataflow

@Suite(.timeLimit(.minutes(1))) struct GatherTests {
  @Test func batchesAreNumberedAnew() async throws {
    let sink = CollectSink<[Int]>()
    var graph = Graph()
    let source = ArraySource(groups: [("a", [1, 2, 3, 4, 5]), ("b", [6, 7])])
    let numbers = graph.source("numbers", source)
    graph.sink("collect", sink, from: graph.batch("pairs", from: numbers, size: 2))
    try await GraphRunner().run(graph)
    #expect(sink.groups.map(\.items) == [[[1, 2], [3, 4], [5]], [[6, 7]]])
    #expect(sink.groups.map(\.indices) == [[0, 1, 2], [0]])
  }

  @Test func skippedItemsLeaveNoHoles() async throws {
    let sink = CollectSink<[Int]>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<10)))
    let odd = graph.map("odd", from: numbers) { $0 % 2 == 1 ? $0 : nil }
    graph.sink("collect", sink, from: graph.batch("pairs", from: odd, size: 2))
    try await GraphRunner().run(graph)
    #expect(sink.items == [[1, 3], [5, 7], [9]])
  }

  private func batching(_ sizes: [Int], _ sink: CollectSink<Int>) -> Graph {
    var graph = Graph()
    let numbers = graph.source("reader", ArraySource(Array(0..<40), bytesPerItem: 100))
    let probe = ProbeTransform<Int, Int>(cost: Cost(item: 50), scratchBytesPerWorker: 7) { $0 }
    let costly = graph.transform("costly", probe, from: numbers, StageSettings(workers: 2))
    var batches = graph.gather("batch 0", Batch<Int>(size: sizes[0]), from: costly).map { $0.count }
    for (index, size) in sizes.enumerated().dropFirst() {
      batches = graph.batch("batch \(index)", from: batches, size: size).map { $0.reduce(0, +) }
    }
    graph.sink("collect", sink, from: batches)
    return graph
  }

  /// Four items of 150 bytes must be admitted before the first batch leaves, beside 14 of scratch.
  @Test func theSmallestBudgetForABatch() async throws {
    let sink = CollectSink<Int>()
    let graph = batching([4], sink)
    #expect(graph.footprint(of: [:]).required == 4 * 150 + 14)
    let outcome = try await GraphRunner(budget: 614).run(graph)
    #expect(sink.items.reduce(0, +) == 40)
    #expect(outcome.snapshot.budget.peak == 614)
  }

  @Test func aBudgetOneByteShort() async throws {
    let graph = batching([4], CollectSink<Int>())
    let error = try await #require(throws: GraphError.self) {
      try await GraphRunner(budget: 613).run(graph)
    }
    #expect(error == .budgetTooSmall(graph.footprint(of: [:]), limit: 613))
    #expect("\(error)".contains("613 B"))
    #expect("\(error)".contains("100 B by \"reader\""))
    #expect("\(error)".contains("64 B by \"costly\""))
    #expect("\(error)".contains("at least 614 bytes"))
  }

  /// A batch that is held back holds its items' bytes: 4 + 3 of two batches, and one that moves.
  @Test func theSmallestBudgetForBatchesOfBatches() async throws {
    let sink = CollectSink<Int>()
    let graph = batching([4, 2], sink)
    #expect(graph.footprint(of: [:]).heldItems == 7)
    try await GraphRunner(budget: 8 * 150 + 14).run(graph)
    #expect(sink.items.reduce(0, +) == 40)
    await #expect(throws: GraphError.self) {
      try await GraphRunner(budget: 8 * 150 + 13).run(graph)
    }
  }

  /// With nothing known beforehand, the source meets the limit when it opens its group.
  @Test func aBudgetTooSmallForAGroupThatWasNotExpected() async throws {
    struct Volume: Transform {
      func cost(of input: Extents) -> Cost { Cost(item: input["rows"], group: input["slices"]) }
      func process(_ input: Int) -> Int? { input }
    }
    let sink = CollectSink<Int>()
    var graph = Graph()
    let source = ProbeSource<Int> { output in
      for (id, rows) in [("small", 10), ("huge", Int.max), ("big", 91), ("fits", 90)] {
        try await output.group(id, extents: ["rows": rows, "slices": 10]) { group in
          try await group.emit(at: 0) { rows }
        }
      }
    }
    let read = graph.source("reader", source, StageSettings(onFailure: .quarantine))
    graph.sink("collect", sink, from: graph.transform("volume", Volume(), from: read))
    let outcome = try await GraphRunner(budget: 100).run(graph)
    #expect(sink.items == [10, 90])
    #expect(outcome.quarantined.map(\.group) == ["huge", "big"])
    #expect("\(outcome.quarantined[1].error)".contains("101 B by \"volume\""))
    #expect(outcome.status == .partlyQuarantined)
  }

  /// Two sources that could each hold a group while they wait for an item.
  @Test(arguments: 0..<10)
  func severalSourcesShareABudget(seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    var graph = Graph()
    let sinks = (0..<3).map { _ in CollectSink<Int>() }
    for (index, sink) in sinks.enumerated() {
      let yields = Int.random(in: 0...5, using: &random)
      let source = ProbeSource<Int>(cost: Cost(item: 3, group: 1)) { output in
        for group in 0..<5 {
          try await output.group("\(index)/\(group)") { group in
            for item in 0..<4 {
              for _ in 0..<yields { await Task.yield() }
              try await group.emit(at: item) { item }
            }
          }
        }
      }
      let numbers = graph.source("source \(index)", source)
      graph.sink("sink \(index)", sink, from: numbers)
    }
    let outcome = try await GraphRunner(budget: 4).run(graph)
    #expect(outcome.completeGroups.count == 15)
    for sink in sinks { #expect(sink.items.count == 20) }
  }
}

import DataflowTesting
import Testing

@testable import Dataflow

@Suite(.timeLimit(.minutes(1))) struct JoinTests {
  @Test func broadcastReachesEveryConsumer() async throws {
    let sinks = (0..<3).map { _ in CollectSink<Int>() }
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<20)))
    for (index, sink) in sinks.enumerated() { graph.sink("sink \(index)", sink, from: numbers) }
    let outcome = try await GraphRunner().run(graph)
    for sink in sinks { #expect(sink.items == Array(0..<20)) }
    #expect(outcome.snapshot.groupsEnded == 1)
  }

  @Test func joinsItemByItem() async throws {
    let sink = CollectSink<String>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(1...30)))
    let squares = graph.map("squares", from: numbers, StageSettings(workers: 3)) { $0 * $0 }
    let texts = graph.map(
      "texts", from: join(numbers, squares).map { "\($0):\($1)" }
    ) { $0 }
    graph.sink("collect", sink, from: texts)
    try await GraphRunner().run(graph)
    #expect(sink.items == (1...30).map { "\($0):\($0 * $0)" })
  }

  /// Branches of one, three and no stages between, all channels as small as they can be.
  @Test(arguments: 0..<10)
  func branchesOfDifferentLengthMeet(seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let yields = (0..<100).map { _ in Int.random(in: 0...5, using: &random) }
    @Sendable func slowly(_ number: Int) async -> Int {
      for _ in 0..<yields[number % 100] { await Task.yield() }
      return number
    }
    let sink = CollectSink<[Int]>()
    var graph = Graph()
    let tiny = StageSettings(capacity: 1)
    let numbers = graph.source("numbers", ArraySource(Array(0..<100), bytesPerItem: 1))
    let short = graph.map("short", from: numbers, tiny) { $0 + 1 }
    var long = numbers
    for stage in 0..<3 {
      long = graph.map(
        "long \(stage)", from: long, StageSettings(workers: stage + 1, capacity: 1), slowly)
    }
    graph.sink("collect", sink, from: join(short, long, numbers).map { [$0, $1, $2] }, tiny)
    try await GraphRunner(budget: Int.random(in: 1...5, using: &random)).run(graph)
    #expect(sink.items == (0..<100).map { [$0 + 1, $0, $0] })
  }

  @Test func aSkippedItemIsSkippedInTheJoin() async throws {
    let sink = CollectSink<Int>()
    let orNil = CollectSink<String>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<10)))
    let even = graph.map("even", from: numbers) { $0 % 2 == 0 ? $0 : nil }
    graph.sink("joined", sink, from: join(numbers, even).map { $0 + $1 })
    graph.sink(
      "or nil", orNil,
      from: join(numbers, even.orNil()).map { "\($0) \($1.map(String.init) ?? "-")" })
    try await GraphRunner().run(graph)
    #expect(sink.items == [0, 4, 8, 12, 16])
    #expect(sink.groups[0].indices == [0, 2, 4, 6, 8])
    #expect(orNil.items.count == 10)
    #expect(orNil.items[0] == "0 0")
    #expect(orNil.items[1] == "1 -")
  }

  @Test func anOptionalOutputIsNotASkippedItem() async throws {
    let sink = CollectSink<Int?>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1, 2, 3]))
    let maybe: Link<Int?> = graph.map("maybe", from: numbers) { $0 == 2 ? .some(nil) : .some($0) }
    graph.sink("collect", sink, from: maybe)
    try await GraphRunner().run(graph)
    #expect(sink.items == [1, nil, 3])
  }

  @Test func joinsOfDifferentLineagesAreRefused() async {
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1, 2]))
    let pairs = graph.batch("pairs", from: numbers, size: 2)
    graph.sink("collect", CollectSink(), from: join(numbers, pairs).map { "\($0) \($1)" })
    let built = graph
    await #expect(
      throws: GraphError.unrelatedInputs(stage: "collect", origins: ["numbers", "pairs"])
    ) { try await GraphRunner().run(built) }
  }

  @Test func streamsOfOneGatheringStageJoin() async throws {
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(1...6)))
    let pairs = graph.batch("pairs", from: numbers, size: 2)
    let sums = graph.map("sums", from: pairs) { $0.reduce(0, +) }
    graph.sink("collect", sink, from: join(pairs, sums).map { $0[0] * $1 })
    try await GraphRunner().run(graph)
    #expect(sink.items == [1 * 3, 3 * 7, 5 * 11])
  }

  @Test func badGraphsAreRefused() async {
    await #expect(throws: GraphError.noStages) { try await GraphRunner().run(Graph()) }
    var twice = Graph()
    _ = twice.source("a", ArraySource([1]))
    _ = twice.source("a", ArraySource([1]))
    let same = twice
    await #expect(throws: GraphError.duplicateName("a")) { try await GraphRunner().run(same) }
    var none = Graph()
    let numbers = none.source("numbers", ArraySource([1]))
    _ = none.map("idle", from: numbers, StageSettings(workers: 0)) { $0 }
    let idle = none
    await #expect(throws: GraphError.invalidSetting(stage: "idle", setting: "workers", value: 0)) {
      try await GraphRunner().run(idle)
    }
  }
}

import DataflowTesting
import Testing

@testable import Dataflow

@Suite(.timeLimit(.minutes(1))) struct OrderTests {
  @Test func oneStageAfterAnother() async throws {
    let sink = CollectSink<String>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(1...50)))
    let squares = graph.map("squares", from: numbers) { $0 * $0 }
    let texts = graph.map("texts", from: squares) { "\($0)" }
    graph.sink("collect", sink, from: texts)
    let outcome = try await GraphRunner().run(graph)
    #expect(sink.items == (1...50).map { "\($0 * $0)" })
    #expect(outcome.status == .done)
    #expect(outcome.completeGroups == ["items"])
    #expect(outcome.snapshot.stages.map(\.items) == [50, 50, 50, 50])
    #expect(outcome.snapshot.groupsEnded == 1)
    #expect(outcome.snapshot.expectedGroups == 1)
    #expect(outcome.snapshot.expectedItems == 50)
  }

  /// Four workers hold four items at once and are let go in the opposite order.
  @Test func workersThatFinishOutOfOrder() async throws {
    let gates = (0..<4).map { _ in Gate() }
    let finished = Log<Int>()
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<4)))
    let slow = graph.map("slow", from: numbers, StageSettings(workers: 4)) { number in
      await gates[number].pass()
      finished.add(number)
      return number
    }
    graph.sink("collect", sink, from: slow)
    let built = graph
    let run = Task { try await GraphRunner().run(built) }
    for gate in gates { await gate.arrivals(1) }
    for number in [3, 2, 1, 0] {
      gates[number].open()
      await until { finished.values.count == 4 - number }
    }
    _ = try await run.value
    #expect(finished.values == [3, 2, 1, 0])
    #expect(sink.items == [0, 1, 2, 3])
  }

  @Test(arguments: 0..<20)
  func randomDurationsKeepTheOrder(seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let yields = (0..<200).map { _ in Int.random(in: 0...6, using: &random) }
    let sink = CollectSink<Int>()
    var graph = Graph()
    var link = graph.source("numbers", ArraySource(Array(0..<200)))
    for stage in 0..<3 {
      let settings = StageSettings(
        workers: Int.random(in: 1...5, using: &random),
        capacity: Int.random(in: 1...3, using: &random))
      link = graph.map("stage \(stage)", from: link, settings) { number in
        for _ in 0..<yields[(number * 7 + stage) % 200] { await Task.yield() }
        return number
      }
    }
    graph.sink("collect", sink, from: link)
    try await GraphRunner().run(graph)
    #expect(sink.items == Array(0..<200))
  }

  @Test func groupsFollowEachOther() async throws {
    let sink = CollectSink<Int>()
    var graph = Graph()
    let source = ArraySource(groups: [("a", [1, 2]), ("empty", []), ("b", [3])])
    let numbers = graph.source("numbers", source)
    let same = graph.map("same", from: numbers, StageSettings(workers: 3)) { $0 }
    graph.sink("collect", sink, from: same)
    let outcome = try await GraphRunner().run(graph)
    #expect(sink.groups.map(\.group) == ["a", "empty", "b"])
    #expect(sink.groups.map(\.items) == [[1, 2], [], [3]])
    #expect(sink.groups.allSatisfy { $0.ending == .finished })
    #expect(outcome.completeGroups == ["a", "b", "empty"])
  }

  @Test func stagesRunOffTheCooperativePool() async throws {
    let names = Log<String>()
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1]))
    let compute = graph.map("compute", from: numbers) { number in
      names.add(threadName())
      return number
    }
    let files = graph.map("files", from: compute, StageSettings(executor: .files)) { number in
      names.add(threadName())
      return number
    }
    graph.sink("collect", sink, from: files)
    try await GraphRunner().run(graph)
    #expect(names.values.count == 2)
    #expect(names.values.first?.hasPrefix("compute-") == true, "\(names.values)")
    #expect(names.values.last?.hasPrefix("files-") == true)
  }
}

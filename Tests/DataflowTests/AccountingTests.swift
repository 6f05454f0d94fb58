import DataflowTesting
import Testing

@testable import Dataflow

@Suite(.timeLimit(.minutes(1))) struct AccountingTests {
  /// A stage that a gate holds: those before it fill up and block, those after it wait.
  @Test func theSlowStageIsNamed() async throws {
    let gate = Gate()
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<20)))
    let quick = graph.map("quick", from: numbers) { $0 }
    let slow = graph.map("slow", from: quick) { number in
      await gate.pass()
      return number
    }
    let after = graph.map("after", from: slow) { $0 }
    graph.sink("collect", sink, from: after)
    let built = graph
    let monitors = Log<RunMonitor>()
    let run = Task { try await GraphRunner().run(built) { monitors.add($0) } }
    await gate.arrivals(1)
    let monitor = try #require(monitors.values.first)
    // Two wait before "slow", one is held by "quick", two wait before it, one is in the source.
    await until { monitor.snapshot().stages[0].items == 7 }
    // Time passes until the shares say so; they only ever move one way.
    await until { monitor.snapshot().bottleneck?.name == "slow" }
    await until { monitor.snapshot().stages[1].share(\.blocked) > 0.5 }
    await until { monitor.snapshot().stages[2].share(\.busy) > 0.5 }
    await until { monitor.snapshot().stages[3].share(\.waiting) > 0.5 }
    let snapshot = monitor.snapshot()
    #expect(snapshot.stages.map(\.name) == ["numbers", "quick", "slow", "after", "collect"])
    #expect(snapshot.stages.map(\.items) == [7, 4, 0, 0, 0])
    #expect(snapshot.stages[2].inputs.map(\.depth) == [2])
    #expect(snapshot.stages[2].inputNames == ["quick"])
    #expect(snapshot.stages[2].share(\.busy) > 0.5)
    #expect(snapshot.groupsEnded == 0)
    #expect(snapshot.expectedItems == 20)
    gate.open()
    let outcome = try await run.value
    #expect(outcome.snapshot.stages.map(\.items) == [20, 20, 20, 20, 20])
    #expect(sink.items.count == 20)
  }

  /// A stage whose other input is held up by the slowest one is nearer the end, but not the slowest.
  @Test func theBottleneckIsTheBusiestOfThoseThatOthersWaitFor() {
    func stage(
      _ name: String, busy: Int, waiting: Int, blocked: Int, from inputs: String...
    ) -> RunSnapshot.Stage {
      var times = ActivityTimes()
      times.busy = .seconds(busy)
      times.waiting = .seconds(waiting)
      times.blocked = .seconds(blocked)
      return RunSnapshot.Stage(
        name: name, workers: 1, items: 1, recalled: 0, failures: 0, times: times, inputs: [],
        inputNames: inputs, units: nil)
    }
    func bottleneck(encoder: Int, overlay: Int) -> String? {
      RunSnapshot(
        stages: [
          stage("volumes", busy: 20, waiting: 0, blocked: 80),
          stage("window", busy: 10, waiting: 0, blocked: 90, from: "volumes"),
          stage("encoder", busy: encoder, waiting: 90 - encoder, blocked: 10, from: "window"),
          stage(
            "overlay", busy: overlay, waiting: 100 - overlay, blocked: 0, from: "window", "encoder"),
        ],
        budget: BudgetStatistics(limit: 1, inUse: 0, peak: 0, waiting: 0), elapsed: .seconds(100),
        expectedGroups: nil, expectedItems: nil, groupsEnded: 0, groupsEndedBefore: 0,
        groupsReused: 0, itemsSettled: 0,
        quarantined: 0
      ).bottleneck?.name
    }
    #expect(bottleneck(encoder: 80, overlay: 70) == "encoder")
    #expect(bottleneck(encoder: 60, overlay: 70) == "overlay")
  }

  /// A source that waits for bytes is blocked, and the stage that holds them is the bottleneck.
  @Test func waitingForTheBudgetIsBeingBlocked() async throws {
    let gate = Gate()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<5), bytesPerItem: 1))
    graph.sink("slow", ProbeSink<Int>(onWrite: { _ in await gate.pass() }), from: numbers)
    let built = graph
    let monitors = Log<RunMonitor>()
    let run = Task { try await GraphRunner(budget: 1).run(built) { monitors.add($0) } }
    await gate.arrivals(1)
    let monitor = try #require(monitors.values.first)
    await until { monitor.snapshot().budget.waiting == 1 }
    await until { monitor.snapshot().stages[0].share(\.blocked) > 0.5 }
    await until { monitor.snapshot().bottleneck?.name == "slow" }
    #expect(monitor.snapshot().budget.inUse == 1)
    gate.open()
    _ = try await run.value
    #expect(monitor.snapshot().budget.inUse == 0)
  }

  @Test func timesStandStillAfterTheEnd() async throws {
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1, 2, 3]))
    graph.sink("collect", CollectSink(), from: graph.map("same", from: numbers) { $0 })
    let outcome = try await GraphRunner().run(graph)
    let monitors = Log<RunMonitor>()
    try await GraphRunner().run(graph) { monitors.add($0) }
    let monitor = try #require(monitors.values.first)
    #expect(monitor.snapshot().stages.map(\.times) == monitor.snapshot().stages.map(\.times))
    #expect(outcome.snapshot.stages.map(\.workers) == [1, 1, 1])
  }

  @Test func bytesForPeople() {
    #expect(12.formattedBytes == "12 B")
    #expect((640 * 1024).formattedBytes == "640 KiB")
    #expect((3 << 29).formattedBytes == "1.5 GiB")
    #expect(Int.max.formattedBytes == "unlimited")
  }
}

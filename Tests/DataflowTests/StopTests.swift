import DataflowTesting
import Testing

@testable import Dataflow

@Suite(.timeLimit(.minutes(1))) struct StopTests {
  /// Two sinks, a join, a batch and four workers: something of everything.
  private func everything(
    _ sinks: [CollectSink<Int>], onItem: @escaping @Sendable (Int) async throws -> Void
  ) -> Graph {
    var graph = Graph()
    let groups = (0..<8).map { group in
      (id: "\(group)", items: Array(group * 10..<group * 10 + 10))
    }
    let numbers = graph.source("numbers", ArraySource(groups: groups, bytesPerItem: 3))
    let slow = graph.map("slow", from: numbers, StageSettings(workers: 4)) { number in
      try await onItem(number)
      return number
    }
    let joined = graph.map("joined", from: join(numbers, slow).map { $0 + $1 }) { $0 }
    let batches = graph.batch("batches", from: joined, size: 3)
    graph.sink("first", sinks[0], from: batches.map { $0.reduce(0, +) })
    graph.sink("second", sinks[1], from: joined)
    return graph
  }

  @Test(arguments: 0..<60)
  func cancelledAtARandomMoment(seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let sinks = (0..<2).map { _ in CollectSink<Int>() }
    let last = Int.random(in: 0..<80, using: &random)
    let yields = Int.random(in: 0...20, using: &random)
    let arrived = Gate()
    let graph = everything(sinks) { number in
      await Task.yield()
      if number == last { await arrived.pass() }
    }
    let monitors = Log<RunMonitor>()
    let run = Task {
      try await GraphRunner(budget: 12).run(graph) { monitors.add($0) }
    }
    await arrived.arrivals(1)
    for _ in 0..<yields { await Task.yield() }
    run.cancel()
    arrived.open()
    do {
      let outcome = try await run.value
      // Only a run that was over already may come to its end.
      #expect(outcome.status == .done)
    } catch {
      #expect(error is CancellationError)
    }
    let snapshot = try #require(monitors.values.first).snapshot()
    #expect(snapshot.budget.inUse == 0)
    #expect(snapshot.budget.waiting == 0)
    #expect(snapshot.budget.peak <= 12)
    for sink in sinks {
      #expect(sink.groups.allSatisfy { $0.ending != .open })
    }
    for group in sinks[1].groups where group.ending == .finished {
      #expect(group.items.count == 10)
    }
    for group in sinks[0].groups where group.ending == .finished {
      #expect(group.items.count == 4)
    }
  }

  @Test(arguments: 0..<30)
  func stoppedAtARandomMoment(seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let sinks = (0..<2).map { _ in CollectSink<Int>() }
    let last = Int.random(in: 0..<60, using: &random)
    let control = RunControl()
    let graph = everything(sinks) { number in
      await Task.yield()
      if number == last { control.stop() }
    }
    let monitors = Log<RunMonitor>()
    let outcome = try await GraphRunner(budget: 12).run(graph, control: control) {
      monitors.add($0)
    }
    #expect(outcome.status == .stopped)
    #expect(monitors.values.first?.snapshot().budget.inUse == 0)
    for (sink, count) in zip(sinks, [4, 10]) {
      #expect(sink.groups.allSatisfy { $0.ending != .open })
      let finished = sink.groups.filter { $0.ending == .finished }
      #expect(finished.map(\.group) == outcome.completeGroups)
      #expect(finished.allSatisfy { $0.items.count == count })
    }
    #expect(outcome.completeGroups.count < 8)
    #expect(outcome.completeGroups.count >= last / 10)
  }

  /// The group that is read is discarded; the one that was read is finished.
  @Test func stoppingFinishesWholeGroups() async throws {
    let control = RunControl()
    let sink = CollectSink<Int>()
    var graph = Graph()
    let source = ProbeSource<Int> { output in
      try await output.group("whole") { group in
        for index in 0..<5 { try await group.emit(at: index) { index } }
      }
      try await output.group("partial") { group in
        for index in 0..<5 {
          try await group.emit(at: index) {
            if index == 2 { control.stop() }
            return index
          }
        }
        Issue.record("the source went on")
      }
      Issue.record("the source went on")
    }
    let numbers = graph.source("numbers", source)
    graph.sink("collect", sink, from: numbers)
    let outcome = try await GraphRunner().run(graph, control: control)
    #expect(outcome.status == .stopped)
    #expect(outcome.completeGroups == ["whole"])
    #expect(sink.groups.map(\.ending) == [.finished, .discarded])
    #expect(sink.groups[1].items == [0, 1, 2])
  }

  @Test func stoppedBeforeTheStart() async throws {
    let control = RunControl()
    control.stop()
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1]))
    graph.sink("collect", sink, from: numbers)
    let outcome = try await GraphRunner().run(graph, control: control)
    #expect(outcome.status == .stopped)
    #expect(sink.items.isEmpty)
  }

  @Test func stoppedWhenNothingWasLeft() async throws {
    let control = RunControl()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1]))
    let sink = ProbeSink<Int>(onFinish: { _ in control.stop() })
    graph.sink("collect", sink, from: numbers)
    #expect(try await GraphRunner().run(graph, control: control).status == .done)
  }

  @Test func cancelledBeforeTheStart() async throws {
    let closed = Log<String>()
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1]))
    let probe = ProbeTransform<Int, Int>(onClose: { closed.add("closed") }, convert: { $0 })
    graph.sink("collect", sink, from: graph.transform("probe", probe, from: numbers))
    let built = graph
    let gate = Gate()
    let run = Task {
      await gate.pass()
      return try await GraphRunner().run(built)
    }
    run.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await run.value }
    #expect(sink.items.isEmpty)
    #expect(closed.values == ["closed"])
  }
}

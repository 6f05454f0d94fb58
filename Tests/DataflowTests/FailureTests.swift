import DataflowTesting
import DurableFiles
import Foundation
import Testing

@testable import Dataflow

@Suite(.timeLimit(.minutes(1))) struct FailureTests {
  private static let quarantine = StageSettings(onFailure: .quarantine)

  @Test(arguments: [1, 4])
  func theFirstFailureEndsTheRun(workers: Int) async throws {
    let sink = CollectSink<Int>()
    let closed = Log<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<1_000), bytesPerItem: 1))
    let fragile = ProbeTransform<Int, Int>(
      onClose: { closed.add(1) },
      convert: { if $0 == 7 { throw Broken() } else { $0 } })
    let same = graph.transform(
      "fragile", fragile, from: numbers, StageSettings(workers: workers))
    graph.sink("collect", sink, from: same)
    var monitor: RunMonitor?
    let failure = try await #require(throws: StageFailure.self) {
      try await GraphRunner(budget: 10).run(graph) { monitor = $0 }
    }
    #expect(failure.stage == "fragile")
    #expect(failure.item == ItemKey(group: "items", index: 7))
    #expect(failure.error as? Broken == Broken())
    #expect("\(failure)".hasPrefix("stage \"fragile\" at items, item 7: "))
    #expect(sink.groups.allSatisfy { $0.ending == .discarded })
    #expect(closed.values == [1])
    #expect(monitor?.snapshot().budget.inUse == 0)
  }

  @Test func aFailedItemAmongIndependentOnes() async throws {
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<10)))
    let fragile = graph.map("fragile", from: numbers, Self.quarantine) {
      if $0 % 4 == 3 { throw Broken("\($0)") } else { $0 }
    }
    graph.sink("collect", sink, from: fragile)
    let outcome = try await GraphRunner().run(graph)
    #expect(sink.items == [0, 1, 2, 4, 5, 6, 8, 9])
    #expect(outcome.status == .partlyQuarantined)
    #expect(outcome.quarantined.map(\.index) == [3, 7])
    #expect(outcome.quarantined.map(\.stage) == ["fragile", "fragile"])
    #expect(outcome.quarantined.map { $0.error as? Broken } == [Broken("3"), Broken("7")])
    #expect(outcome.snapshot.stages[1].failures == 2)
    #expect(outcome.snapshot.quarantined == 2)
  }

  @Test(arguments: [1, 3])
  func aFailedItemTakesItsGroupWithIt(workers: Int) async throws {
    let sink = CollectSink<Int>()
    let worked = Log<Int>()
    var graph = Graph()
    let source = ArraySource(groups: [
      ("a", [1, 2]), ("b", Array(10..<20)), ("c", [30, 31]),
    ])
    let numbers = graph.source("numbers", source)
    let fragile = graph.map(
      "fragile", from: numbers, StageSettings(workers: workers, onFailure: .quarantine)
    ) { number in
      worked.add(number)
      if number == 12 { throw Broken() }
      return number
    }
    graph.sink("collect", sink, from: fragile)
    let outcome = try await GraphRunner().run(graph)
    #expect(sink.groups.map(\.group) == ["a", "b", "c"])
    #expect(sink.groups.map(\.ending) == [.finished, .discarded, .finished])
    #expect(sink.items == [1, 2, 30, 31])
    #expect(outcome.completeGroups == ["a", "c"])
    #expect(outcome.quarantined.count == 1)
    // What comes after the failure is not worked on, but for what other workers had begun.
    #expect(worked.values.count <= 2 + 3 + (workers - 1) + 2)
  }

  @Test func everythingFailed() async throws {
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1, 2]))
    let broken = graph.map("broken", from: numbers, Self.quarantine) { (_: Int) -> Int? in
      throw Broken()
    }
    graph.sink("collect", CollectSink(), from: broken)
    let outcome = try await GraphRunner().run(graph)
    #expect(outcome.status == .allQuarantined)
    #expect(outcome.quarantined.count == 2)
  }

  @Test func retriesPauseAndDouble() async throws {
    let clock = ManualClock()
    let attempts = Log<Int>()
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([5]))
    let settings = StageSettings(onFailure: .retry(2, backoff: .seconds(1), then: .stop))
    let flaky = graph.map("flaky", from: numbers, settings) { number in
      attempts.add(number)
      if attempts.values.count < 3 { throw Broken() }
      return number
    }
    graph.sink("collect", sink, from: flaky)
    let built = graph
    let run = Task { try await GraphRunner(clock: clock).run(built) }
    await until { clock.sleepers == 1 }
    #expect(attempts.values.count == 1)
    clock.advance(by: .milliseconds(999))
    #expect(clock.sleepers == 1)
    clock.advance(by: .milliseconds(1))
    await until { clock.sleepers == 1 && attempts.values.count == 2 }
    clock.advance(by: .milliseconds(1_999))
    #expect(clock.sleepers == 1)
    clock.advance(by: .milliseconds(1))
    let outcome = try await run.value
    #expect(attempts.values.count == 3)
    #expect(outcome.status == .done)
    #expect(sink.items == [5])
  }

  @Test func retriesThenQuarantine() async throws {
    let attempts = Log<Int>()
    let sink = CollectSink<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1, 2, 3]))
    let settings = StageSettings(onFailure: .retry(3, backoff: .zero, then: .quarantine))
    let fragile = graph.map("fragile", from: numbers, settings) { number in
      attempts.add(number)
      if number == 2 { throw Broken() }
      return number
    }
    graph.sink("collect", sink, from: fragile)
    let outcome = try await GraphRunner().run(graph)
    #expect(attempts.values == [1, 2, 2, 2, 2, 3])
    #expect(sink.items == [1, 3])
    #expect(outcome.quarantined.map(\.index) == [1])
  }

  /// A stage's own `CancellationError` is no reason to end a run in silence.
  @Test func aStageThatThrowsCancellation() async throws {
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1]))
    let odd = graph.map("odd", from: numbers) { (_: Int) -> Int? in throw CancellationError() }
    graph.sink("collect", CollectSink(), from: odd)
    let failure = try await #require(throws: StageFailure.self) {
      try await GraphRunner().run(graph)
    }
    #expect(failure.stage == "odd")
  }

  private enum Step: CaseIterable { case begin, write, finish }

  @Test(arguments: Step.allCases)
  private func aSinkThatFails(at step: Step) async throws {
    for policy in [FailurePolicy.stop, .quarantine] {
      let log = Log<String>()
      let sink = ProbeSink<Int>(
        onBegin: { if step == .begin && $0 == "b" { throw Broken() } },
        onWrite: { if step == .write && $0 == 11 { throw Broken() } },
        onFinish: {
          if step == .finish && $0 == "b" { throw Broken() }
          log.add("finish \($0)")
        },
        onDiscard: { log.add("discard \($0)") },
        onClose: { log.add("close") })
      var graph = Graph()
      let source = ArraySource(
        groups: [("a", [1]), ("b", [10, 11, 12]), ("c", [20])], bytesPerItem: 1)
      let numbers = graph.source("numbers", source)
      graph.sink("writer", sink, from: numbers, StageSettings(onFailure: policy))
      let discarded = step == .begin ? [] : ["discard b"]
      let built = graph
      if policy == .quarantine {
        let outcome = try await GraphRunner(budget: 1).run(built)
        #expect(log.values == ["finish a"] + discarded + ["finish c", "close"])
        #expect(outcome.completeGroups == ["a", "c"])
        #expect(outcome.quarantined.map(\.group) == ["b"])
        #expect(outcome.quarantined[0].index == (step == .begin ? 0 : step == .write ? 1 : nil))
      } else {
        let failure = try await #require(throws: StageFailure.self) {
          try await GraphRunner(budget: 1).run(built)
        }
        #expect(failure.stage == "writer")
        #expect(log.values == ["finish a"] + discarded + ["close"])
      }
    }
  }

  /// The bytes of an item that failed must not stay with the sink until the next one comes: with
  /// room for one item only, that one would never come.
  @Test func aFailedWriteGivesItsBytesBack() async throws {
    let written = Log<Int>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource(Array(0..<6), bytesPerItem: 1))
    let sink = ProbeSink<Int>(onWrite: {
      if $0 % 2 == 0 { throw Broken() } else { written.add($0) }
    })
    graph.sink("writer", sink, from: numbers, Self.quarantine)
    let outcome = try await GraphRunner(budget: 1).run(graph)
    #expect(written.values == [1, 3, 5])
    #expect(outcome.quarantined.map(\.index) == [0, 2, 4])
  }

  @Test func aSourceThatFailsInAGroup() async throws {
    let sink = CollectSink<Int>()
    var graph = Graph()
    let source = ProbeSource<Int> { output in
      for id in ["a", "b", "c"] {
        try await output.group(id) { group in
          for index in 0..<3 {
            try await group.emit(at: index) {
              if id == "b" && index == 1 { throw Broken() }
              return index
            }
          }
        }
      }
    }
    let numbers = graph.source("reader", source, StageSettings(onFailure: .quarantine))
    graph.sink("collect", sink, from: numbers)
    let outcome = try await GraphRunner().run(graph)
    #expect(sink.groups.map(\.ending) == [.finished, .discarded, .finished])
    #expect(outcome.quarantined.map(\.group) == ["b"])
    #expect(outcome.quarantined.map(\.index) == [1])
    #expect(outcome.snapshot.stages[0].failures == 1)
  }

  @Test(arguments: [FailureScope.item, .group])
  func aSourceThatStopsTheRunIsNamedOnce(scope: FailureScope) async throws {
    var graph = Graph()
    let source = ProbeSource<Int> { output in
      try await output.group("a", failureScope: scope) { group in
        try await group.emit(at: 4) { throw Broken() }
      }
    }
    let numbers = graph.source("reader", source)
    graph.sink("collect", CollectSink(), from: numbers)
    let failure = try await #require(throws: StageFailure.self) {
      try await GraphRunner().run(graph)
    }
    #expect(failure.stage == "reader")
    #expect(failure.item == ItemKey(group: "a", index: 4))
    #expect(failure.error is Broken)
  }

  @Test func aStageThatCannotPrepare() async throws {
    let log = Log<String>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1]))
    let first = graph.transform(
      "first", ProbeTransform<Int, Int>(onClose: { log.add("first closed") }, convert: { $0 }),
      from: numbers)
    let second = graph.transform(
      "second",
      ProbeTransform<Int, Int>(
        onPrepare: { throw Broken() }, onClose: { log.add("second closed") },
        convert: {
          log.add("worked")
          return $0
        }),
      from: first)
    graph.sink("collect", CollectSink(), from: second)
    let failure = try await #require(throws: StageFailure.self) {
      try await GraphRunner().run(graph)
    }
    #expect(failure.stage == "second")
    #expect(log.values == ["first closed"])
  }

  @Test func aBudgetTooSmallStillClosesWhatIsPrepared() async throws {
    let closed = Log<String>()
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1]))
    let probe = ProbeTransform<Int, Int>(
      scratchBytesPerWorker: 100, onClose: { closed.add("closed") }, convert: { $0 })
    graph.sink("collect", CollectSink(), from: graph.transform("probe", probe, from: numbers))
    let built = graph
    await #expect(throws: GraphError.self) { try await GraphRunner(budget: 99).run(built) }
    #expect(closed.values == ["closed"])
  }

  @Test func aFailingCloseFailsTheRun() async throws {
    var graph = Graph()
    let numbers = graph.source("numbers", ArraySource([1]))
    graph.sink("writer", ProbeSink<Int>(onClose: { throw Broken() }), from: numbers)
    let failure = try await #require(throws: StageFailure.self) {
      try await GraphRunner().run(graph)
    }
    #expect(failure.stage == "writer")
    #expect(failure.item == nil)
  }

  /// Opens its group's files first, which fails so often.
  private struct OpeningSource: Source {
    let failures: Int
    let attempts: Log<Int>
    let error: any Error

    func run(into output: SourceOutput<Int>) async throws {
      do {
        let number = try await output.retrying("a") {
          attempts.add(1)
          if attempts.values.count <= failures { throw error }
          return 5
        }
        try await output.group("a") { try await $0.emit(at: 0) { number } }
      } catch let failure as FileError {
        try await output.group("a") { _ in throw failure }
      }
    }
  }

  @Test("What a group needs before its items is tried again if its failure may pass")
  func openingAgain() async throws {
    for (failures, code, opened, tries) in [
      (2, EIO, [5], 3), (9, EIO, [], 4), (1, ENOENT, [], 1),
    ] {
      let attempts = Log<Int>()
      let sink = CollectSink<Int>()
      var graph = Graph()
      let numbers = graph.source(
        "numbers",
        OpeningSource(
          failures: failures, attempts: attempts, error: FileError("open", "scan", code: code)),
        StageSettings(onFailure: .retry(0, backoff: .zero, then: .quarantine)))
      graph.sink("collect", sink, from: numbers)
      let outcome = try await GraphRunner().run(graph)
      #expect(sink.items == opened && attempts.values.count == tries)
      #expect(outcome.quarantined.count == (opened.isEmpty ? 1 : 0))
      #expect(outcome.snapshot.stages[0].failures == outcome.quarantined.count)
    }
  }
}

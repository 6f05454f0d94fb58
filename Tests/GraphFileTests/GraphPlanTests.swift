import Dataflow
import GraphFile
import Synchronization
import Testing

@Suite struct GraphPlanTests {
  @Test func aGoodGraphHasNoProblemsAndRuns() async throws {
    let plan = plan(goodGraph)
    #expect(plan.problems == [])
    let kept = Mutex<[Int]>([])
    let graph = try plan.build(
      environment: TestEnvironment(collect: { number in kept.withLock { $0.append(number) } }))
    _ = try await GraphRunner().run(graph)
    // 1…4 and 11…14 make 12, 14, 16, 18; in pairs 26 and 34.
    #expect(kept.withLock { $0 } == [26, 34])
  }

  @Test func settingsAndOptionsArrive() throws {
    let stages = plan(goodGraph).stages
    let more = try #require(stages.first { $0.name == "more" })
    #expect(more.settings.workers == 2)
    #expect(more.settings.executor == .compute)
    #expect(
      more.settings.onFailure == .retry(2, backoff: .milliseconds(500), then: .quarantine))
    let numbers = try #require(stages.first { $0.name == "numbers" })
    #expect(numbers.settings.executor == .files)
    #expect(
      numbers.options.filter { !$0.isDefault }.map { "\($0.name)=\($0.written)" }
        == ["folder=/", "limit=4", "kinds=[odd, even]"])
    #expect(numbers.resolvedOptions["memory"] == 1_073_741_824)
    #expect(stages.first { $0.name == "pairs" }?.settings.capacity == 3)
    #expect(stages.first { $0.name == "keep" }?.settings.onFailure == .quarantine)
  }

  @Test func stagesMayStandInAnyOrder() {
    let plan = plan(
      """
      stages:
        keep: {stage: collect, from: more}
        more: {stage: add-constant, from: numbers}
        numbers: {stage: count, options: {folder: /}}
      """)
    #expect(plan.problems == [])
    #expect(plan.stages.map(\.name) == ["numbers", "more", "keep"])
  }

  @Test func aPlanWithErrorsIsNotBuilt() {
    let plan = plan("stages: {a: {stage: nothing}}")
    #expect(throws: GraphFileError.invalid(plan.errors)) {
      try plan.build(environment: TestEnvironment())
    }
    #expect(plan.errors.count == 1)
  }

  @Test func aLinkOfAnotherSwiftTypeIsAnError() throws {
    var graph = Graph()
    let link = AnyLink(graph.source("a", NoSource()), as: .number)
    #expect(throws: Never.self) { try link.typed(as: Int.self) }
    #expect(
      throws: GraphFileError.otherSwiftType(element: .number, found: "Int", expected: "String")
    ) { try link.typed(as: String.self) }
    let call = StageCall(name: "s", environment: TestEnvironment())
    #expect(throws: GraphFileError.portNotLinked(stage: "s", port: "p")) {
      try call.link("p", as: Int.self)
    }
    #expect(try call.optionalLink("p", as: Int.self) == nil)
  }

  private struct NoSource: Source {
    func run(into output: SourceOutput<Int>) async throws {}
  }
}

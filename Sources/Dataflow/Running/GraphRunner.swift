public import DurableFiles
public import Logging

/// Runs graphs.
public struct GraphRunner: Sendable {
  private let budget: Int
  private let journal: Journal?
  private let retriesSetAside: Bool
  private let files: any FileSystem
  private let observer: (any RunObserver)?
  private let logger: Logger
  private let sleep: @Sendable (Duration) async throws -> Void

  /// - Parameters:
  ///   - budget: the most bytes that admitted items and workers' scratch hold at once.
  ///   - journal: what earlier runs into the same folder finished, and what this one will have
  ///     finished; without one everything is done.
  ///   - retriesSetAside: whether what failed in an earlier run is tried again though nothing about
  ///     it changed.
  ///   - files: where files that are no longer of use are removed.
  ///   - observer: hears what workers do.
  ///   - clock: what pauses between retries are measured with.
  ///   - logger: told of retries and quarantined items.
  public init(
    budget: Int = .max, journal: Journal? = nil, retriesSetAside: Bool = false,
    files: any FileSystem = LocalFileSystem(), observer: (any RunObserver)? = nil,
    clock: any Clock<Duration> = ContinuousClock(),
    logger: Logger = Logger(label: "dataflow", factory: { _ in SwiftLogNoOpLogHandler() })
  ) {
    self.budget = budget
    self.journal = journal
    self.retriesSetAside = retriesSetAside
    self.files = files
    self.observer = observer
    self.logger = logger
    sleep = { try await clock.sleep(for: $0) }
  }

  /// Runs a graph until its sources have nothing left, or until it is stopped.
  ///
  /// When it returns or throws, every task has ended, every open group has been discarded, and the
  /// whole budget is free.
  ///
  /// - Parameters:
  ///   - control: stops the run gracefully. Cancelling the calling task stops it at once.
  ///   - onStart: called before the first item with a monitor to watch the run with.
  /// - Throws: `GraphError` if the graph can't be run, `StageFailure` for the first failure that
  ///   was not quarantined, `CancellationError` if the task was cancelled.
  @discardableResult
  public func run(
    _ graph: Graph, control: RunControl = RunControl(),
    onStart: (RunMonitor) -> Void = { _ in }
  ) async throws -> RunOutcome {
    let plan = try RunPlan(graph)
    let executors = Executors(for: graph.nodes)
    defer { executors.shutDown() }
    let ledger = RunLedger()
    var prepared: [PreparedNode] = []
    var resumption: Resumption?
    let monitor: RunMonitor
    do {
      try await prepare(graph, executors, &prepared)
      let ready = try ready(graph, prepared)
      resumption = try journal.map {
        try Resumption($0, ready, retriesSetAside: retriesSetAside)
      }
      monitor = try await drive(
        prepared, plan, ready, resumption, executors, ledger, control, onStart)
    } catch {
      _ = await close(prepared, graph, resumption, executors, ledger, isWhole: false)
      throw error
    }
    let failure = await close(
      prepared, graph, resumption, executors, ledger, isWhole: ledger.isWhole)
    if let failure { throw failure }
    return monitor.outcome
  }

  private func prepare(
    _ graph: Graph, _ executors: Executors, _ prepared: inout [PreparedNode]
  ) async throws {
    for node in graph.nodes {
      do {
        prepared.append(
          try await withTaskExecutorPreference(executors[node.settings.executor]) {
            try await node.prepared()
          })
      } catch let error where !isTeardown(error) {
        throw StageFailure(stage: node.name, item: nil, error: error)
      }
    }
  }

  /// The graph with its stages as they are after `prepare`, if it fits the budget.
  private func ready(_ graph: Graph, _ prepared: [PreparedNode]) throws -> Graph {
    var ready = graph
    for (index, node) in prepared.enumerated() { ready.nodes[index].stage = node.stage }
    for (index, node) in ready.nodes.enumerated() {
      guard let source = node.stage as? any Source else { continue }
      // With nothing known of the items, the workers' scratch is what can be checked.
      let footprint = ready.footprint(
        of: source.expectedExtents ?? [:], reaching: ready.reach(of: index))
      guard footprint.required <= budget else {
        throw GraphError.budgetTooSmall(footprint, limit: budget)
      }
    }
    return ready
  }

  private func drive(
    _ prepared: [PreparedNode], _ plan: RunPlan, _ graph: Graph, _ resumption: Resumption?,
    _ executors: Executors, _ ledger: RunLedger, _ control: RunControl,
    _ onStart: (RunMonitor) -> Void
  ) async throws -> RunMonitor {
    let isContinued = journal.map { $0.receiptCount > 0 } ?? false
    let survey = try isContinued ? resumption?.survey() ?? [:] : [:]
    let budget = MemoryBudget(limit: budget)
    let scratch = try await budget.acquire(graph.footprint(of: [:]).scratch)
    defer { withExtendedLifetime(scratch) {} }
    let sources = graph.nodes.count { $0.role == .source }
    let context = RunContext(
      control: control, budget: budget,
      sourceTurn: sources > 1 && budget.limit < .max ? MemoryBudget(limit: 1) : nil,
      ledger: ledger, resumption: resumption, files: files, sleep: sleep, logger: logger)
    let wirings = plan.wirings(of: graph, executors, context, observer)
    let monitor = RunMonitor(
      stages: zip(graph.nodes, wirings).map { node, wiring in
        RunMonitor.Stage(
          node: node, meter: wiring.meter, inputs: wiring.intake.channels,
          inputNames: node.ports.map { graph.nodes[$0.node].name })
      },
      budget: budget, ledger: ledger, start: .now,
      survey: survey.sorted { $0.key < $1.key }.map { (graph.nodes[$0.key].name, $0.value) },
      formerStages: resumption?.formerStages ?? [],
      expectedDiskBytes: graph.expectedDiskBytes)
    onStart(monitor)
    try await run(prepared, wirings, plan)
    return monitor
  }

  private func run(
    _ prepared: [PreparedNode], _ wirings: [Wiring], _ plan: RunPlan
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for (node, wiring) in zip(prepared, wirings) {
        let (awaited, announced) = (plan.awaited[wiring.node], plan.announced[wiring.node])
        tasks.addTask(executorPreference: wiring.executor) {
          // Before anything is admitted: a source that waits holds nothing that others need.
          for end in awaited { _ = try await end.receive() }
          try await node.run(wiring)
          for end in announced { end.finishProducer() }
        }
      }
      do {
        // Not `waitForAll`: it would wait for tasks that wait for the one that failed.
        while try await tasks.next() != nil {}
      } catch {
        tasks.cancelAll()
        for wiring in wirings { for channel in wiring.intake.channels { channel.cancel() } }
        // Whatever else a stage throws while the run is torn down says nothing of its own.
        throw error is StageFailure ? error : CancellationError()
      }
    }
  }

  /// Closes every stage, whatever the others do; returns the first failure.
  ///
  /// - Parameter isWhole: whether the run has come to every group.
  private func close(
    _ prepared: [PreparedNode], _ graph: Graph, _ resumption: Resumption?, _ executors: Executors,
    _ ledger: RunLedger, isWhole: Bool
  ) async -> StageFailure? {
    var failure: StageFailure?
    for (index, (ready, node)) in zip(prepared, graph.nodes).enumerated() {
      let finished = ledger.groups(finishedAt: index)
      // What this run found or made and, of one that was cut short, what earlier ones left of the groups
      // that it hasn't come to.
      let all = isWhole ? finished : resumption?.withEarlier(finished, at: index)
      let closing = Closing(
        all ?? finished, stage: node.name, journal: journal, files: files, areAll: all != nil)
      do {
        try await withTaskExecutorPreference(executors[node.settings.executor]) {
          try await ready.stage.close(closing)
        }
      } catch {
        failure = failure ?? StageFailure(stage: node.name, item: nil, error: error)
      }
    }
    return failure
  }
}

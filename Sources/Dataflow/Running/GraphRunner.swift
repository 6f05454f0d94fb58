public import Logging

/// Runs graphs.
public struct GraphRunner: Sendable {
  private let budget: Int
  private let logger: Logger
  private let sleep: @Sendable (Duration) async throws -> Void

  /// - Parameters:
  ///   - budget: the most bytes that admitted items and workers' scratch hold at once.
  ///   - clock: what pauses between retries are measured with.
  ///   - logger: told of retries and quarantined items.
  public init(
    budget: Int = .max, clock: any Clock<Duration> = ContinuousClock(),
    logger: Logger = Logger(label: "dataflow", factory: { _ in SwiftLogNoOpLogHandler() })
  ) {
    self.budget = budget
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
    var prepared: [PreparedNode] = []
    let monitor: RunMonitor
    do {
      try await prepare(graph, executors, &prepared)
      monitor = try await drive(
        prepared, plan, ready(graph, prepared), executors, control, onStart)
    } catch {
      _ = await close(prepared, graph, executors)
      throw error
    }
    if let failure = await close(prepared, graph, executors) { throw failure }
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
    _ prepared: [PreparedNode], _ plan: RunPlan, _ graph: Graph, _ executors: Executors,
    _ control: RunControl, _ onStart: (RunMonitor) -> Void
  ) async throws -> RunMonitor {
    let budget = MemoryBudget(limit: budget)
    let scratch = try await budget.acquire(graph.footprint(of: [:]).scratch)
    defer { withExtendedLifetime(scratch) {} }
    let sources = graph.nodes.count { $0.role == .source }
    let context = RunContext(
      control: control, budget: budget,
      sourceTurn: sources > 1 && budget.limit < .max ? MemoryBudget(limit: 1) : nil,
      ledger: RunLedger(), sleep: sleep, logger: logger)
    let wirings = plan.wirings(of: graph, executors, context)
    let monitor = RunMonitor(
      stages: zip(graph.nodes, wirings).map { node, wiring in
        RunMonitor.Stage(
          node: node, meter: wiring.meter, inputs: wiring.intake.channels,
          inputNames: node.ports.map { graph.nodes[$0.node].name })
      },
      budget: budget, ledger: context.ledger, start: .now)
    onStart(monitor)
    try await run(prepared, wirings)
    return monitor
  }

  private func run(_ prepared: [PreparedNode], _ wirings: [Wiring]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for (node, wiring) in zip(prepared, wirings) {
        tasks.addTask(executorPreference: wiring.executor) { try await node.run(wiring) }
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
  private func close(
    _ prepared: [PreparedNode], _ graph: Graph, _ executors: Executors
  ) async -> StageFailure? {
    var failure: StageFailure?
    for (ready, node) in zip(prepared, graph.nodes) {
      do {
        try await withTaskExecutorPreference(executors[node.settings.executor]) {
          try await ready.stage.close()
        }
      } catch {
        failure = failure ?? StageFailure(stage: node.name, item: nil, error: error)
      }
    }
    return failure
  }
}

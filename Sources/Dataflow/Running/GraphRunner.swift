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
    let prepared = try await prepare(graph, executors)
    let budget = MemoryBudget(limit: budget)
    let scratch = graph.footprint(of: [:]).scratch
    let standing = scratch > 0 ? try await budget.acquire(scratch) : nil
    defer { withExtendedLifetime(standing) {} }

    let context = RunContext(
      control: control, budget: budget, ledger: RunLedger(), sleep: sleep, logger: logger)
    let wirings = graph.nodes.indices.map { index in
      let node = graph.nodes[index]
      return Wiring(
        name: node.name, settings: node.settings,
        intake: Intake(ports: node.ports, channels: plan.inputs[index]),
        output: OutputFan(channels: plan.outputs[index]), meter: StageMeter(), run: context,
        executor: executors[node.settings.executor], footprint: { graph.footprint(of: $0) })
    }
    let monitor = RunMonitor(
      stages: zip(graph.nodes, wirings).map { node, wiring in
        RunMonitor.Stage(
          node: node, meter: wiring.meter, inputs: wiring.intake.channels,
          inputNames: node.ports.map { graph.nodes[$0.node].name })
      },
      budget: budget, ledger: context.ledger, start: .now)
    onStart(monitor)

    let result = await Result(asyncRun: { try await drive(prepared, wirings) })
    let closing = await close(prepared, graph)
    try result.get()
    if let closing { throw closing }
    return outcome(control, monitor)
  }

  private func prepare(_ graph: Graph, _ executors: Executors) async throws -> [PreparedNode] {
    var prepared: [PreparedNode] = []
    for node in graph.nodes {
      do {
        let ready = try await withTaskExecutorPreference(executors[node.settings.executor]) {
          try await node.prepared()
        }
        if let extents = ready.expectedExtents {
          let footprint = graph.footprint(of: extents)
          guard footprint.required <= budget else {
            throw GraphError.budgetTooSmall(footprint, limit: budget)
          }
        }
        prepared.append(ready)
      } catch let error where !(error is GraphError) && !isCancellation(error) {
        _ = await close(prepared, graph)
        throw StageFailure(stage: node.name, item: nil, error: error)
      }
    }
    return prepared
  }

  private func drive(_ prepared: [PreparedNode], _ wirings: [Wiring]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for (node, wiring) in zip(prepared, wirings) {
        tasks.addTask(executorPreference: wiring.executor) { try await node.run(wiring) }
      }
      do {
        // The first failure ends the run; what it leaves waiting is woken by cancelled channels.
        try await tasks.waitForAll()
      } catch {
        tasks.cancelAll()
        for wiring in wirings { for channel in wiring.intake.channels { channel.cancel() } }
        throw error
      }
    }
  }

  /// Closes every stage, whatever the others do; returns the first failure.
  private func close(_ prepared: [PreparedNode], _ graph: Graph) async -> StageFailure? {
    var failure: StageFailure?
    for (ready, node) in zip(prepared, graph.nodes) {
      do {
        try await ready.close()
      } catch {
        failure = failure ?? StageFailure(stage: node.name, item: nil, error: error)
      }
    }
    return failure
  }

  private func outcome(_ control: RunControl, _ monitor: RunMonitor) -> RunOutcome {
    let quarantined = monitor.ledger.quarantined
    let complete = monitor.ledger.groupEnds.filter { $0.value == .complete }.keys.sorted()
    let status: RunOutcome.Status =
      if control.isStopping {
        .stopped
      } else if quarantined.isEmpty {
        .done
      } else {
        complete.isEmpty ? .allQuarantined : .partlyQuarantined
      }
    return RunOutcome(
      status: status, quarantined: quarantined, completeGroups: complete,
      snapshot: monitor.snapshot())
  }
}

extension Result where Failure == any Error {
  fileprivate init(asyncRun body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}

/// Reads a run's state while it runs, from any task.
public struct RunMonitor: Sendable {
  struct Stage: Sendable {
    let node: Node
    let meter: StageMeter
    let inputs: [Channel<Envelope>]
    let inputNames: [String]
  }

  let stages: [Stage]
  let budget: MemoryBudget
  let ledger: RunLedger
  let start: ContinuousClock.Instant

  /// The run at this instant.
  public func snapshot() -> RunSnapshot {
    let expected = ledger.expected
    return RunSnapshot(
      stages: stages.map { stage in
        let reading = stage.meter.reading
        return RunSnapshot.Stage(
          name: stage.node.name, workers: stage.node.workers, items: reading.items,
          failures: reading.failures, times: reading.times,
          inputs: stage.inputs.map(\.statistics), inputNames: stage.inputNames)
      },
      budget: budget.statistics,
      elapsed: start.duration(to: .now),
      expectedGroups: expected.groups, expectedItems: expected.items,
      groupsEnded: ledger.groupsEnded, quarantined: ledger.quarantined.count)
  }
}

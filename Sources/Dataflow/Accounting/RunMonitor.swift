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
  /// When a run is continued: by stage, how many units were found finished before it began, and why
  /// others are made again. Stages in the order of the graph.
  public let survey: [(stage: String, units: UnitTally)]
  /// When a run is continued: stages that finished something before and aren't in the graph any more.
  public let formerStages: [String]
  /// An estimate of the bytes on disk that all units will have taken, finished ones included.
  public let expectedDiskBytes: Int

  /// The same for the units that are to be made.
  public var remainingDiskBytes: Int {
    let units = survey.map(\.units)
    let remaining = units.map { $0.redoneCount + $0.unclear + $0.new }.reduce(0, +)
    let all = remaining + units.map { $0.reused + $0.setAside }.reduce(0, +)
    guard all > 0 else { return expectedDiskBytes }
    return Int(Double(expectedDiskBytes) * Double(remaining) / Double(all))
  }

  /// What was set aside so far.
  public var quarantined: [QuarantinedItem] { ledger.quarantined }
  /// Groups that are whole so far, in alphabetical order.
  public var completeGroups: [String] { ledger.completeGroups }

  /// The run at this instant.
  public func snapshot() -> RunSnapshot {
    let expected = ledger.expected
    let tallies = ledger.tallies
    return RunSnapshot(
      stages: stages.enumerated().map { index, stage in
        let reading = stage.meter.reading
        return RunSnapshot.Stage(
          name: stage.node.name, workers: stage.node.workers, items: reading.items,
          recalled: reading.recalled, failures: reading.failures, times: reading.times,
          inputs: stage.inputs.map(\.statistics), inputNames: stage.inputNames,
          units: tallies[index])
      },
      budget: budget.statistics,
      elapsed: start.duration(to: .now),
      expectedGroups: expected.groups, expectedItems: expected.items,
      groupsEnded: ledger.groupsEnded, groupsEndedBefore: ledger.groupsEndedBefore,
      groupsReused: ledger.groupsReused,
      itemsSettled: ledger.itemsSettled,
      quarantined: ledger.quarantined.count)
  }
}

import Dataflow
import Foundation
import Telemetry

/// metrics.json: where time and memory went. Times in seconds, added up over a stage's workers.
struct RunMetrics: Encodable {
  struct Stage: Encodable {
    let name: String
    let workers: Int
    let items: Int
    /// Items of which an earlier result was found; `items` counts them too.
    let recalled: Int
    let failures: Int
    /// Of sinks: units found finished, made again by reason, made for the first time, set aside.
    let units: Units?
    let busySeconds: Double
    let waitingSeconds: Double
    let blockedSeconds: Double
    let peakQueueDepth: Int
  }

  /// What became of a sink's units of work.
  struct Units: Encodable {
    let reused: Int
    let redone: Int
    let new: Int
    let setAside: Int
    /// Why units were made again, most frequent first.
    let reasons: [String]

    init(_ tally: UnitTally) {
      reused = tally.reused
      redone = tally.redoneCount
      new = tally.new
      setAside = tally.setAside
      reasons = tally.redone.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.value) because \($0.key)" }
    }
  }

  let status: String
  /// Whether there was something of an earlier run.
  let resumed: Bool
  let seconds: Double
  let completeCases: Int
  /// Of those, the ones that an earlier run had finished.
  let reusedCases: Int
  let quarantined: Int
  let budgetBytes: Int?
  let peakBudgetBytes: Int
  let peakResidentBytes: Int
  let bottleneck: String?
  let stages: [Stage]

  init(_ outcome: RunOutcome, resumed: Bool) {
    self.init(
      status: "\(outcome.status)", outcome.snapshot, complete: outcome.completeGroups.count,
      quarantined: outcome.quarantined.count, resumed: resumed)
  }

  /// - Parameter complete: cases that got through.
  init(
    status: String, _ snapshot: RunSnapshot, complete: Int, quarantined: Int, resumed: Bool
  ) {
    self.status = status
    self.resumed = resumed
    seconds = snapshot.elapsed.seconds
    completeCases = complete
    reusedCases = snapshot.groupsReused
    self.quarantined = quarantined
    budgetBytes = snapshot.budget.limit == .max ? nil : snapshot.budget.limit
    peakBudgetBytes = snapshot.budget.peak
    peakResidentBytes = ProcessMemory.now()?.peakResidentBytes ?? 0
    bottleneck = snapshot.bottleneck?.name
    stages = snapshot.stages.map { stage in
      Stage(
        name: stage.name, workers: stage.workers, items: stage.items,
        recalled: stage.recalled, failures: stage.failures, units: stage.units.map(Units.init),
        busySeconds: stage.times.busy.seconds, waitingSeconds: stage.times.waiting.seconds,
        blockedSeconds: stage.times.blocked.seconds,
        // At any moment, in the longest of its queues.
        peakQueueDepth: stage.inputs.map(\.peakDepth).max() ?? 0)
    }
  }
}

extension Duration {
  /// This duration in seconds, to the microsecond.
  var seconds: Double {
    (Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12).rounded() / 1e6
  }
}

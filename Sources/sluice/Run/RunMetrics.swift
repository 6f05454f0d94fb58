import Dataflow
import Foundation

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
    let units: UnitTally?
    let busySeconds: Double
    let waitingSeconds: Double
    let blockedSeconds: Double
    let peakQueueDepth: Int
  }

  let status: String
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

  init(_ outcome: RunOutcome) {
    let snapshot = outcome.snapshot
    status = "\(outcome.status)"
    seconds = snapshot.elapsed.seconds
    completeCases = outcome.completeGroups.count
    reusedCases = snapshot.groupsReused
    quarantined = outcome.quarantined.count
    budgetBytes = snapshot.budget.limit == .max ? nil : snapshot.budget.limit
    peakBudgetBytes = snapshot.budget.peak
    peakResidentBytes = ProcessMemory.peakResidentBytes
    bottleneck = snapshot.bottleneck?.name
    stages = snapshot.stages.map { stage in
      Stage(
        name: stage.name, workers: stage.workers, items: stage.items,
        recalled: stage.recalled, failures: stage.failures, units: stage.units,
        busySeconds: stage.times.busy.seconds, waitingSeconds: stage.times.waiting.seconds,
        blockedSeconds: stage.times.blocked.seconds,
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

/// What the kernel says of this process's memory.
enum ProcessMemory {
  /// The most memory this process had resident at once, in bytes; 0 if the kernel doesn't say.
  static var peakResidentBytes: Int { status("VmHWM:") }

  /// What this process has resident now, in bytes; 0 if the kernel doesn't say.
  static var residentBytes: Int { status("VmRSS:") }

  private static func status(_ field: String) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field) }),
      let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({
        Int($0)
      })
    else { return 0 }
    return kilobytes * 1024
  }
}

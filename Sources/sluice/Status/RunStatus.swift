import Dataflow
import Foundation
import Telemetry

/// A run at one instant, as its process says once a second in `status.json` and as others read it.
struct RunStatus: Codable, Sendable {
  enum Phase: String, Codable, Sendable {
    case running
    /// It was asked to stop and finishes what is in flight.
    case stopping
    case ended
  }

  struct Stage: Codable, Sendable {
    let name: String
    let workers: Int
    let items: Int
    /// Items of which an earlier result was found; `items` counts them too.
    let recalled: Int
    let failures: Int
    /// Seconds, added up over the workers.
    let busy: Double
    let waiting: Double
    let blocked: Double
    /// Items that wait in front of it, in the longest of its queues.
    let depth: Int
    /// Items that may wait there.
    let capacity: Int
    let inputs: [String]
    let units: UnitTally?

    func share(_ activity: KeyPath<Stage, Double>) -> Double {
      let total = busy + waiting + blocked
      return total > 0 ? self[keyPath: activity] / total : 0
    }
  }

  var phase: Phase
  /// How it ended, in a word; `nil` before.
  var outcome: String?
  let process: Int32
  /// When this process began, ISO 8601.
  let started: String
  /// Seconds since then.
  let elapsed: Double
  let cases: Int?
  let casesDone: Int
  /// Of those, the ones that an earlier run had finished.
  let casesReused: Int
  let slices: Int?
  let slicesSettled: Int
  let quarantined: Int
  let budget: Int?
  let budgetInUse: Int
  let budgetPeak: Int
  let resident: Int
  let bottleneck: String?
  let stages: [Stage]
  /// What stages that take long over one item are at, by name.
  var activity: [String: String]?

  init(
    _ snapshot: RunSnapshot, phase: Phase, started: String, activity: [String: String] = [:]
  ) {
    self.activity = activity.isEmpty ? nil : activity
    self.phase = phase
    self.started = started
    process = getpid()
    elapsed = snapshot.elapsed.seconds
    cases = snapshot.expectedGroups
    casesDone = snapshot.groupsEnded
    casesReused = snapshot.groupsEndedBefore
    slices = snapshot.expectedItems
    slicesSettled = snapshot.itemsSettled
    quarantined = snapshot.quarantined
    budget = snapshot.budget.limit == .max ? nil : snapshot.budget.limit
    budgetInUse = snapshot.budget.inUse
    budgetPeak = snapshot.budget.peak
    resident = ProcessMemory.now()?.residentBytes ?? 0
    bottleneck = snapshot.bottleneck?.name
    stages = snapshot.stages.map(Stage.init)
  }
}

extension RunStatus.Stage {
  init(_ stage: RunSnapshot.Stage) {
    name = stage.name
    workers = stage.workers
    items = stage.items
    recalled = stage.recalled
    failures = stage.failures
    busy = stage.times.busy.seconds
    waiting = stage.times.waiting.seconds
    blocked = stage.times.blocked.seconds
    let longest = stage.inputs.max { $0.depth < $1.depth }
    depth = longest?.depth ?? 0
    capacity = longest?.capacity ?? 0
    inputs = stage.inputNames
    units = stage.units
  }
}

extension RunStatus {
  /// Slices that the end of the graph has seen, or that were finished before.
  var slicesDone: Int {
    let consumed = Set(stages.flatMap(\.inputs))
    let ends = stages.filter { !consumed.contains($0.name) && !$0.inputs.isEmpty }
    // Items that were skipped on the way count as seen: the source has sent them.
    let sent = stages.first?.items ?? 0
    return slicesSettled + max(0, sent - (ends.map(\.depth).max() ?? 0))
  }

  /// 0 to 1, if it is known how much there is.
  var done: Double? {
    // Of a case that was set aside, not every slice was sent.
    if phase == .ended, ["done", "partlyQuarantined"].contains(outcome) { return 1 }
    guard let slices, slices > 0 else { return nil }
    return min(1, Double(slicesDone) / Double(slices))
  }

  /// Seconds that the rest will take if it goes on as in this session.
  var remaining: Double? {
    // Items say nothing of how long a training takes.
    guard let slices, phase == .running, activity == nil else { return nil }
    let worked = slicesDone - slicesSettled
    guard worked > 0, elapsed > 0 else { return nil }
    return elapsed * Double(max(0, slices - slicesDone)) / Double(worked)
  }
}

import CoreMetrics
import Dataflow
import Synchronization
import Telemetry

/// How a run goes, as metrics of swift-metrics, for Prometheus to fetch.
///
/// Read when they are asked for, so that a run that nobody watches does nothing for it.
final class RunGauges: Sendable {
  private let registry = PrometheusRegistry()
  private let monitor = Mutex<RunMonitor?>(nil)

  /// What counters have been told so far, by name and dimensions.
  private let counted = Mutex<[String: Double]>([:])

  private static let descriptions = [
    "sluice_cases": "Cases of the run, as far as it is known.",
    "sluice_cases_done_total": "Cases that have come to their end, whole or set aside.",
    "sluice_cases_reused_total": "Of those, the ones that an earlier run had finished.",
    "sluice_slices": "Slices of the run, as far as it is known.",
    "sluice_quarantined_total": "Failures that were set aside.",
    "sluice_budget_bytes": "Bytes that slices on their way are admitted with.",
    "sluice_budget_peak_bytes": "The most that they have been admitted with so far.",
    "sluice_budget_limit_bytes": "The most that they may be admitted with.",
    "sluice_resident_bytes": "Resident memory of the process.",
    "sluice_resident_peak_bytes": "The most resident memory of the process so far.",
    "sluice_stage_items_total": "Items that a stage has worked on.",
    "sluice_stage_recalled_total": "Items of which it found an earlier result.",
    "sluice_stage_failures_total": "Items on which it failed.",
    "sluice_stage_seconds_total": "Where the time of its workers went.",
    "sluice_stage_units_total":
      "Units of work of a stage that writes: reused, redone, new, or set aside.",
    "sluice_stage_bottleneck": "1 for the stage that the others wait for.",
    "sluice_queue_depth": "Items that wait in front of a stage, in the longest of its queues.",
    "sluice_queue_peak_depth": "The most items that have waited in one of its queues so far.",
  ]

  init() {
    for (name, help) in Self.descriptions { registry.describe(name, help: help) }
  }

  func follow(_ monitor: RunMonitor) {
    self.monitor.withLock { $0 = monitor }
  }

  /// The metrics at this instant, in Prometheus' text format.
  func render() -> String {
    if let snapshot = monitor.withLock({ $0 })?.snapshot() { update(snapshot) }
    return registry.render()
  }

  private func update(_ snapshot: RunSnapshot) {
    if let cases = snapshot.expectedGroups { set("sluice_cases", Double(cases)) }
    if let slices = snapshot.expectedItems { set("sluice_slices", Double(slices)) }
    count("sluice_cases_done_total", Double(snapshot.groupsEnded))
    count("sluice_cases_reused_total", Double(snapshot.groupsEndedBefore))
    count("sluice_quarantined_total", Double(snapshot.quarantined))
    set("sluice_budget_bytes", Double(snapshot.budget.inUse))
    set("sluice_budget_peak_bytes", Double(snapshot.budget.peak))
    if snapshot.budget.limit < .max {
      set("sluice_budget_limit_bytes", Double(snapshot.budget.limit))
    }
    if let memory = ProcessMemory.now() {
      set("sluice_resident_bytes", Double(memory.residentBytes))
      set("sluice_resident_peak_bytes", Double(memory.peakResidentBytes))
    }
    let bottleneck = snapshot.bottleneck?.name
    for stage in snapshot.stages { update(stage, isBottleneck: stage.name == bottleneck) }
  }

  private func update(_ stage: RunSnapshot.Stage, isBottleneck: Bool) {
    let name = [("stage", stage.name)]
    count("sluice_stage_items_total", Double(stage.items), name)
    count("sluice_stage_recalled_total", Double(stage.recalled), name)
    count("sluice_stage_failures_total", Double(stage.failures), name)
    for (activity, time) in [
      ("busy", stage.times.busy), ("waiting", stage.times.waiting),
      ("blocked", stage.times.blocked),
    ] {
      count("sluice_stage_seconds_total", time.seconds, name + [("activity", activity)])
    }
    if let units = stage.units {
      for (fate, number) in [
        ("reused", units.reused), ("redone", units.redoneCount), ("new", units.new),
        ("set-aside", units.setAside),
      ] {
        count("sluice_stage_units_total", Double(number), name + [("fate", fate)])
      }
    }
    set("sluice_stage_bottleneck", isBottleneck ? 1 : 0, name)
    set("sluice_queue_depth", Double(stage.inputs.map(\.depth).max() ?? 0), name)
    set("sluice_queue_peak_depth", Double(stage.inputs.map(\.peakDepth).max() ?? 0), name)
  }

  private func set(_ name: String, _ value: Double, _ dimensions: [(String, String)] = []) {
    Gauge(label: name, dimensions: dimensions, factory: registry).record(value)
  }

  /// Brings a counter to a total, which has not become less.
  private func count(_ name: String, _ total: Double, _ dimensions: [(String, String)] = []) {
    let key = ([name] + dimensions.map { "\($0)=\($1)" }).joined(separator: "|")
    let more = counted.withLock { counted in
      let before = counted[key] ?? 0
      // Of two that ask at once, the one with the earlier total may come later.
      counted[key] = max(total, before)
      return total - before
    }
    FloatingPointCounter(label: name, dimensions: dimensions, factory: registry)
      .increment(by: max(more, 0))
  }
}

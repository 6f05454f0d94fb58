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

  private static let descriptions = [
    "sluice_cases": "Cases of the run, as far as it is known.",
    "sluice_cases_done": "Cases that have come to their end, whole or not.",
    "sluice_slices": "Slices of the run, as far as it is known.",
    "sluice_quarantined": "Failures that were set aside.",
    "sluice_budget_bytes": "Bytes that slices on their way hold.",
    "sluice_budget_limit_bytes": "The most bytes that they may hold.",
    "sluice_resident_bytes": "Resident memory of the process.",
    "sluice_stage_items": "Items that a stage has worked on.",
    "sluice_stage_recalled": "Items of which it found an earlier result.",
    "sluice_stage_failures": "Items on which it failed.",
    "sluice_stage_seconds": "Where the time of its workers went.",
    "sluice_queue_depth": "Items that wait in front of a stage.",
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
    func set(_ name: String, _ value: Double, _ dimensions: [(String, String)] = []) {
      Gauge(label: name, dimensions: dimensions, factory: registry).record(value)
    }
    if let cases = snapshot.expectedGroups { set("sluice_cases", Double(cases)) }
    if let slices = snapshot.expectedItems { set("sluice_slices", Double(slices)) }
    set("sluice_cases_done", Double(snapshot.groupsEnded))
    set("sluice_quarantined", Double(snapshot.quarantined))
    set("sluice_budget_bytes", Double(snapshot.budget.inUse))
    if snapshot.budget.limit < .max {
      set("sluice_budget_limit_bytes", Double(snapshot.budget.limit))
    }
    set("sluice_resident_bytes", Double(ProcessMemory.now()?.residentBytes ?? 0))
    for stage in snapshot.stages {
      let name = [("stage", stage.name)]
      set("sluice_stage_items", Double(stage.items), name)
      set("sluice_stage_recalled", Double(stage.recalled), name)
      set("sluice_stage_failures", Double(stage.failures), name)
      set("sluice_queue_depth", Double(stage.inputs.map(\.depth).reduce(0, +)), name)
      for (activity, time) in [
        ("busy", stage.times.busy), ("waiting", stage.times.waiting),
        ("blocked", stage.times.blocked),
      ] {
        set("sluice_stage_seconds", time.seconds, name + [("activity", activity)])
      }
    }
  }
}

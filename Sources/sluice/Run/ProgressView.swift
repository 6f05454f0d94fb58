import Dataflow
import Foundation

/// A run at one instant, as text.
struct ProgressView {
  private let snapshot: RunSnapshot

  init(_ snapshot: RunSnapshot) {
    self.snapshot = snapshot
  }

  /// The share of the expected items that the slowest end of the graph has seen, 0 to 1.
  var done: Double? {
    guard let expected = snapshot.expectedItems, expected > 0 else { return nil }
    let consumed = Set(snapshot.stages.flatMap(\.inputNames))
    let ends = snapshot.stages.filter { !consumed.contains($0.name) && !$0.inputNames.isEmpty }
    // Items that were skipped on the way count as seen: the source has sent them.
    let sent = snapshot.stages.first?.items ?? 0
    let queued = ends.map { end in end.inputs.map(\.depth).max() ?? 0 }.max() ?? 0
    return min(1, Double(max(0, sent - queued)) / Double(expected))
  }

  /// How long the rest will take if it goes on like this.
  var remaining: Duration? {
    guard let done, done > 0.01 else { return nil }
    return snapshot.elapsed * ((1 - done) / done)
  }

  var line: String {
    var parts = [cases, "\(clock(snapshot.elapsed)) elapsed"]
    if let remaining { parts.append("about \(clock(remaining)) left") }
    if snapshot.quarantined > 0 { parts.append("\(snapshot.quarantined) quarantined") }
    if let bottleneck = snapshot.bottleneck { parts.append("slowest: \(bottleneck.name)") }
    parts.append("memory \(snapshot.budget.inUse.formattedBytes)")
    return parts.joined(separator: " · ")
  }

  var table: [String] {
    let names = snapshot.stages.map(\.name.count).max() ?? 0
    let rows = snapshot.stages.map { stage in
      let name = stage.name.padding(toLength: names, withPad: " ", startingAt: 0)
      let rate = Double(stage.items) / max(snapshot.elapsed.seconds, 0.001)
      return "  \(name)  \(count(stage))  \(pad(decimal(rate), 8))/s  "
        + "busy \(percent(stage.share(\.busy)))  waits \(percent(stage.share(\.waiting)))  "
        + "blocked \(percent(stage.share(\.blocked)))"
    }
    let limit =
      snapshot.budget.limit == .max ? "" : " of \(snapshot.budget.limit.formattedBytes)"
    return [line] + rows + [
      "  memory \(snapshot.budget.inUse.formattedBytes)\(limit), "
        + "at most \(snapshot.budget.peak.formattedBytes) so far\(waiting)"
    ]
  }

  var json: String {
    let object: [String: Any] = [
      "event": "progress", "elapsed": snapshot.elapsed.seconds,
      "cases_done": snapshot.groupsEnded, "cases": snapshot.expectedGroups ?? 0,
      "slices": snapshot.expectedItems ?? 0, "quarantined": snapshot.quarantined,
      "remaining": remaining.map { $0.seconds as Any } ?? NSNull(),
      "budget_in_use": snapshot.budget.inUse, "bottleneck": snapshot.bottleneck?.name ?? NSNull(),
      "stages": snapshot.stages.map { stage in
        [
          "name": stage.name, "items": stage.items, "failures": stage.failures,
          "busy": stage.times.busy.seconds, "waiting": stage.times.waiting.seconds,
          "blocked": stage.times.blocked.seconds,
          "depth": stage.inputs.map(\.depth).reduce(0, +),
        ] as [String: Any]
      },
    ]
    let data = try? JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  private var cases: String {
    let total = snapshot.expectedGroups.map { "/\($0)" } ?? ""
    return "\(snapshot.groupsEnded)\(total) cases"
  }

  /// Who waits for whom, if anybody does.
  private var waiting: String {
    guard let slow = snapshot.bottleneck else { return "" }
    let held = snapshot.stages.filter { $0.share(\.blocked) > 0.25 }.map(\.name)
    return held.isEmpty ? "" : "; \(held.joined(separator: ", ")) wait for \(slow.name)"
  }

  private func count(_ stage: RunSnapshot.Stage) -> String {
    pad(snapshot.expectedItems.map { "\(stage.items)/\($0)" } ?? "\(stage.items)", 11)
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func percent(_ share: Double) -> String {
    pad("\(Int((share * 100).rounded()))", 3) + " %"
  }

  private func decimal(_ value: Double) -> String {
    String(format: "%.1f", value)
  }

  private func clock(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    return String(format: "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}

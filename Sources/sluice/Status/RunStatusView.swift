import Dataflow
import Foundation

/// A run at one instant, as text for people.
struct RunStatusView {
  private let status: RunStatus
  private let isAlive: Bool

  /// - Parameter isAlive: whether a process is at work on it; otherwise nothing is left to wait for.
  init(_ status: RunStatus, isAlive: Bool = true) {
    self.status = status
    self.isAlive = isAlive
  }

  /// All in one line, for logs.
  var line: String {
    var parts = [cases, "\(Self.clock(status.elapsed)) elapsed"]
    if isAlive, let remaining = status.remaining {
      parts.append("about \(Self.clock(remaining)) left")
    }
    parts += (status.activity ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    if status.quarantined > 0 {
      parts.append("\(counted(status.quarantined, "failure")) set aside")
    }
    if let bottleneck = status.bottleneck, status.activity == nil {
      parts.append("slowest: \(bottleneck)")
    }
    parts.append("memory \(status.budgetInUse.formattedBytes)")
    return parts.joined(separator: " · ")
  }

  /// The line, a row for each stage, memory, and what holds the run up.
  var table: [String] {
    let names = status.stages.map(\.name.count).max() ?? 0
    let rows = status.stages.map { stage in
      let name = stage.name.padding(toLength: names, withPad: " ", startingAt: 0)
      let rate = Double(stage.items - stage.recalled) / max(status.elapsed, 0.001)
      return "  \(name)  \(count(stage))  \(Self.pad(String(format: "%.1f", rate), 8))/s  "
        + "busy \(percent(stage.share(\.busy)))  waits \(percent(stage.share(\.waiting)))  "
        + "blocked \(percent(stage.share(\.blocked)))"
        + (stage.capacity > 0 ? "  queue \(stage.depth)/\(stage.capacity)" : "")
        + (stage.recalled > 0 ? "  \(stage.recalled) recalled" : "")
    }
    let limit = status.budget.map { " of \($0.formattedBytes)" } ?? ""
    return [line] + rows + [
      "  memory \(status.budgetInUse.formattedBytes)\(limit) on the way, at most "
        + "\(status.budgetPeak.formattedBytes) so far; process \(status.resident.formattedBytes)",
      "  " + bottleneck,
    ]
  }

  /// Who waits for whom, in a sentence.
  private var bottleneck: String {
    guard let slow = status.bottleneck else { return "No stage holds the others up." }
    let held = status.stages.filter { $0.share(\.blocked) > 0.25 }.map(\.name)
    let waiting = status.stages.filter { $0.name != slow && $0.share(\.waiting) > 0.5 }.map(\.name)
    func waits(_ names: [String]) -> String {
      "\(slow) is the slowest; \(names.joined(separator: ", ")) \(names.count == 1 ? "waits" : "wait") for"
    }
    if !held.isEmpty { return "\(waits(held)) it." }
    return waiting.isEmpty ? "\(slow) is the slowest." : "\(waits(waiting)) its results."
  }

  private var cases: String {
    let total = status.cases.map { "/\($0)" } ?? ""
    let reused = status.casesReused > 0 ? " (\(status.casesReused) from before)" : ""
    return "\(status.casesDone)\(total) cases\(reused)"
  }

  private func count(_ stage: RunStatus.Stage) -> String {
    // How many a stage will get is known at the end: slices that need nothing of it pass it by.
    let total =
      status.phase == .ended && status.outcome == "done"
      ? "" : status.slices.map { "/\($0 - status.slicesSettled)" } ?? ""
    return Self.pad("\(stage.items)\(total)", 11)
  }

  private func percent(_ share: Double) -> String {
    Self.pad("\(Int((share * 100).rounded()))", 3) + " %"
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func clock(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e9))
    return String(format: "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}

import Dataflow
import Foundation
import Stages
import Synchronization

/// Shows how a run goes: a live table on a terminal, plain lines in a pipe, JSON for programs.
final class ProgressReporter: Sendable {
  enum Style: Sendable {
    case terminal
    case lines
    case json

    /// What suits where the output goes.
    static func suited(json: Bool) -> Style {
      if json { return .json }
      return isTerminal ? .terminal : .lines
    }

    static var isTerminal: Bool {
      isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    var interval: Duration {
      switch self {
      case .terminal: .milliseconds(250)
      case .lines: .seconds(10)
      case .json: .seconds(1)
      }
    }
  }

  private let style: Style
  private let started: String
  private let ticking = Mutex<Task<Void, Never>?>(nil)

  private let activity: StageActivity

  init(style: Style, started: String, activity: StageActivity) {
    self.style = style
    self.activity = activity
    self.started = started
  }

  /// Shows the run from now on.
  func follow(_ monitor: RunMonitor) {
    let task = Task {
      while true {
        do {
          try await Task.sleep(for: style.interval)
        } catch {
          break
        }
        show(monitor.snapshot())
      }
      if style != .lines { show(monitor.snapshot()) }
    }
    ticking.withLock { $0 = task }
  }

  /// Shows the end and stops.
  func finish() async {
    let task = ticking.withLock { $0 }
    task?.cancel()
    await task?.value
  }

  private func show(_ snapshot: RunSnapshot) {
    let status = RunStatus(snapshot, phase: .running, started: started, activity: activity.current)
    switch style {
    case .lines: standardError(RunStatusView(status).line)
    case .json: Output.line(ProgressEvent(status).json)
    case .terminal: Console.standardError.draw(RunStatusView(status).table)
    }
  }
}

/// A line of progress for programs.
private struct ProgressEvent {
  let status: RunStatus

  init(_ status: RunStatus) {
    self.status = status
  }

  var json: String {
    let object: [String: Any] = [
      "event": "progress", "elapsed": status.elapsed, "cases_done": status.casesDone,
      "cases_reused": status.casesReused, "cases": status.cases ?? 0, "slices": status.slices ?? 0,
      "slices_done": status.slicesDone, "quarantined": status.quarantined,
      "remaining": status.remaining.map { $0 as Any } ?? NSNull(),
      "activity": status.activity ?? [:], "budget_in_use": status.budgetInUse,
      "bottleneck": status.bottleneck ?? NSNull(),
      "stages": status.stages.map { stage in
        [
          "name": stage.name, "items": stage.items, "recalled": stage.recalled,
          "failures": stage.failures, "busy": stage.busy, "waiting": stage.waiting,
          "blocked": stage.blocked, "depth": stage.depth,
        ] as [String: Any]
      },
    ]
    let data = try? JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

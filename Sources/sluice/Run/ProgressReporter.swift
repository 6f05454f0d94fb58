import Dataflow
import Foundation
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
      let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
      return isTerminal && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        ? .terminal : .lines
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
  private let ticking = Mutex<Task<Void, Never>?>(nil)

  init(style: Style) {
    self.style = style
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
    let view = ProgressView(snapshot)
    switch style {
    case .lines: standardError(view.line)
    // Not `print`, which keeps lines back when a program reads them from a pipe.
    case .json: FileHandle.standardOutput.write(Data((view.json + "\n").utf8))
    case .terminal: Console.standardError.draw(view.table)
    }
  }
}

import Dataflow
import DurableFiles
import Foundation
import Stages
import Synchronization

/// Says in the run's folder how the run goes: `status.json` for other terminals, and
/// `timeline.jsonl` for the report.
///
/// Neither is synchronised: losing the last second to a power cut harms nothing, and a slow disk must
/// not be asked every second.
final class StatusPublisher: Sendable {
  private let folder: RunFolder
  private let started: String
  private let phase = Mutex(RunStatus.Phase.running)
  private let task = Mutex<Task<Void, Never>?>(nil)
  private let timeline = Mutex<Timeline?>(nil)

  private let activity: StageActivity

  init(_ folder: RunFolder, started: String, activity: StageActivity) {
    self.folder = folder
    self.started = started
    self.activity = activity
  }

  /// Publishes the run from now on.
  func follow(_ monitor: RunMonitor) {
    let timeline = Timeline(folder.timeline, started: started)
    self.timeline.withLock { $0 = timeline }
    let running = Task {
      while !Task.isCancelled {
        let status = RunStatus(
          monitor.snapshot(), phase: phase.withLock { $0 }, started: started,
          activity: activity.current)
        publish(status)
        timeline?.add(status)
        try? await Task.sleep(for: .seconds(1))
      }
    }
    task.withLock { $0 = running }
  }

  /// The run was asked to end.
  func stopping() {
    phase.withLock { $0 = .stopping }
  }

  /// Publishes the end.
  func finish(_ snapshot: RunSnapshot?, outcome: String) async {
    let running = task.withLock { $0 }
    running?.cancel()
    await running?.value
    guard let snapshot else { return }
    var status = RunStatus(snapshot, phase: .ended, started: started)
    status.outcome = outcome
    publish(status)
    timeline.withLock { timeline in
      timeline?.add(status, isLast: true)
      timeline = nil
    }
  }

  /// What can't be written now may be the next time.
  private func publish(_ status: RunStatus) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let temporary = "\(folder.path)/.status.json.partial"
    let files = LocalFileSystem()
    do {
      let file = try files.createFile(temporary)
      try (encoder.encode(status) + Data("\n".utf8)).withUnsafeBytes { try file.write($0) }
      try file.close()
      try files.rename(temporary, to: folder.status)
    } catch {
      try? files.remove(temporary)
    }
  }
}

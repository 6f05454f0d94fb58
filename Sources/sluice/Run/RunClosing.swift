import ArgumentParser
import Dataflow
import DurableFiles
import Stages

/// The end of a session: its last records, the page about it, and what is said on the screen.
struct RunClosing {
  let opened: OpenRun
  let records: RunRecords
  let ending: RunEnding
  /// Of the run; `nil` if it did not begin.
  let monitor: RunMonitor?
  /// Why it was stopped, if nobody asked for that.
  let stopReason: String?

  private var folder: RunFolder { opened.folder }

  /// - Throws: what ends the command with the run's exit code, unless everything got through.
  func close(asJSON: Bool) throws {
    switch ending {
    case .outcome(let outcome):
      try close(outcome, asJSON: asJSON)
    case .notStarted(let error):
      opened.withdraw()
      throw CommandFailure(.badInput, "error: \(error)")
    case .cancelled:
      try keepRecords()
      let reason = stopReason.map { ": \($0)" } ?? ""
      throw CommandFailure(
        .interrupted, "stopped\(reason); the same command goes on from what is finished")
    case .outOfSpace(let failure):
      try keepRecords()
      throw CommandFailure(.interrupted, outOfSpace: failure)
    case .failed(let error):
      try keepRecords()
      throw CommandFailure(
        .failed,
        "error: \(error)\nThe run stopped there; finished cases are in \(folder.path). Once that is put "
          + "right, the same command goes on from them.")
    }
  }

  private func close(_ outcome: RunOutcome, asJSON: Bool) throws {
    try requireFolder()
    let report: ReportFile
    do {
      try records.finish(outcome, resumed: opened.isContinued)
      report = ReportFile(folder, journal: opened.journal)
      try report.write()
    } catch let error as FileError where error.isOutOfSpace {
      throw CommandFailure(.interrupted, outOfSpace: error)
    } catch {
      try requireFolder(after: "\(error)\n")
      throw CommandFailure(.failed, "error: \(error)\nFinished cases are in \(folder.path).")
    }
    try requireFolder()
    if let stopReason { standardError("stopped: \(stopReason)") }
    let scores = ScoreSummary.read(folder, leavingOut: report.formerFiles)
    RunSummary(folder: folder, outcome: outcome, scores: scores, warnings: report.warnings)
      .report(asJSON: asJSON)
    let exit = RunExit(outcome.status)
    if exit != .done { throw ExitCode(exit.rawValue) }
  }

  /// Writes what can be written of a session that came to no end of its own: the error that ended it
  /// matters more than one of these.
  private func keepRecords() throws {
    try requireFolder(after: ending.reason)
    guard let monitor else { return }
    try? records.finish(ending.word, monitor, resumed: opened.isContinued)
    _ = try? ReportFile(folder, journal: opened.journal).write()
  }

  /// Ends the command if the journal isn't where it was: nobody could go on from what lies there.
  ///
  /// - Parameter reason: what is said first.
  private func requireFolder(after reason: String = "") throws {
    guard !FilePath.exists(folder.journal) else { return }
    let advice =
      FilePath.exists(folder.description)
      ? "\(folder.journal) was moved or removed while the run went. Put it back, and the same command "
        + "goes on; without it, what lies in \(folder.path) can't be gone on from."
      : "the run's folder was moved or emptied while it ran. Where its journal is now, the same command "
        + "with that --out goes on; what lies in \(folder.path) is of no use."
    throw CommandFailure(.failed, "error: \(reason)\(advice)")
  }
}

import ArgumentParser
import Dataflow
import DurableFiles
import Foundation
import Stages

/// `sluice verify`: whether everything that a run finished is still as it was.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check everything that a run finished against its receipts.",
    discussion: """
      Reads every file that the run has published and compares it with the length and checksum that \
      the journal has. --deep also decodes every chunk of the arrays and every label volume, and \
      compares labels with their scans' grids. --repair drops what is broken, so that the same \
      command makes it again, and takes damaged lines out of the journal.

      Examples:
        sluice verify runs/spleen
        sluice verify runs/spleen --deep --repair

      What a killed run left unfinished, and scans that are out of reach, are noted and no problem.

      Exit codes: 0 all is well (or repaired), 1 something is broken, 2 no run, or one that is in use.
      """)

  @Argument(help: "The run's folder.")
  var path: String

  @Flag(help: "Decode everything too, and compare labels with their scans.")
  var deep = false

  @Flag(help: "Drop what is broken; the next run makes it again.")
  var repair = false

  func validate() throws {
    if path.isEmpty { throw ValidationError("Give a run's folder; this name is empty.") }
  }

  func run() throws {
    let folder = RunFolder(path)
    guard FilePath.exists(folder.journal) else {
      throw CommandFailure(
        .badInput,
        FilePath.exists(folder.description)
          ? "error: \(RunFolderError.lacksJournal(path))"
          : "error: \(path) holds no run with a journal; give the folder that --out named")
    }
    if repair {
      let opened = try OpenRun(path, mends: true)
      try withExtendedLifetime(opened) { try check(folder, opened.journal, opened.mended) }
    } else {
      // A folder that can't be written to can be checked too.
      // Should somebody have removed the lock's file, the journal's own still tells.
      let locks = try Self.refused {
        [try FolderLock.share(folder.lock), try FolderLock.share(folder.journal)]
      }
      let journal = try Self.refused { try Journal(lookingAt: folder.journal, root: folder.path) }
      try withExtendedLifetime(locks) { try check(folder, journal, journal.findings) }
    }
  }

  /// Errors that keep a folder from being looked at.
  private static func refused<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw CommandFailure(.badInput, "error: \(error)")
    }
  }

  private func check(
    _ folder: RunFolder, _ journal: Journal, _ damage: [RecordLog.Finding]
  ) throws {
    let check = RunCheck(
      folder: folder, journal: journal, journalDamage: damage, look: deep ? .deep : .plain)
    let findings = try check.findings()
    for finding in findings {
      Output.line(finding.isProblem ? finding.text : "note: \(finding.text)")
    }
    let problems = findings.count { $0.isProblem }
    // Before they are dropped.
    let receipts = counted(journal.receiptCount, "receipt")
    let dropped: Int
    do {
      dropped = repair ? try check.drop(findings) : 0
    } catch {
      throw CommandFailure(
        .failed, "error: \(error)\nAll else that is broken was dropped; move this away by hand.")
    }
    Output.line(
      "\(receipts), \(counted(problems, "problem"))"
        + (problems < findings.count ? ", \(counted(findings.count - problems, "note"))" : "")
        + (repair ? ", \(counted(dropped, "unit")) dropped" : ""))
    if dropped > 0 { Output.line("The command that made the run makes them again.") }
    if repair, findings.contains(where: \.isOfStore) {
      Output.line("The metadata of stores were written again.")
    }
    let left = findings.count { $0.isProblem && !(repair && $0.isRepairable) }
    if left > 0 { throw ExitCode(RunExit.failed.rawValue) }
  }
}

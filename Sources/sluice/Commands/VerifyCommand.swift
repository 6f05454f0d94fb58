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
      command makes it again.

      Examples:
        sluice verify runs/spleen
        sluice verify runs/spleen --deep --repair

      Exit codes: 0 all is well (or repaired), 1 something is broken.
      """)

  @Argument(help: "The run's folder.")
  var path: String

  @Flag(help: "Decode everything too, and compare labels with their scans.")
  var deep = false

  @Flag(help: "Drop what is broken; the next run makes it again.")
  var repair = false

  func run() throws {
    let folder = RunFolder(path)
    guard FilePath.exists(folder.journal) else {
      throw CommandFailure(
        .badInput, "error: \(path) holds no run with a journal; give the folder that --out named")
    }
    let opened = try OpenRun(path)
    let check = RunCheck(
      folder: opened.folder, journal: opened.journal, look: deep ? .deep : .plain)
    let findings = try check.findings()
    for finding in findings { Output.line(finding.text) }
    var dropped = 0
    if repair { dropped = try check.drop(findings) }
    Output.line(
      "\(counted(check.journal.receiptCount, "receipt")), \(counted(findings.count, "problem"))"
        + (repair ? ", \(counted(dropped, "unit")) dropped" : ""))
    if dropped > 0 { Output.line("The command that made the run makes them again.") }
    if !findings.isEmpty, !repair { throw ExitCode(RunExit.failed.rawValue) }
  }
}

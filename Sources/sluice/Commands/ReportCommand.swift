import ArgumentParser
import DurableFiles
import Stages

/// `sluice report`: the page about a run.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make report.html of a run folder: one page to read in a browser.",
    discussion: """
      The page says what was asked, how it went, where time and memory went, and how good the labels \
      are, with pictures. It needs no network. It can be made while the run is going, and again.

      Example: sluice report runs/spleen
      """)

  @Argument(help: ArgumentHelp("The folder of a run.", valueName: "run"))
  var folder: String

  @Option(help: "Where to write the page (default: report.html in the run folder).")
  var out: String?

  func run() throws {
    do {
      let report = ReportFile(lookingAt: RunFolder(folder))
      print(try report.write(to: out))
      for problem in report.damagedTables {
        standardError("warning: \(problem)")
      }
    } catch let error as FileError where !error.isOutOfSpace {
      throw CommandFailure(.failed, "error: \(error)")
    }
  }
}

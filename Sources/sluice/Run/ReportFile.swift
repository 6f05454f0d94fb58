import Dataflow
import DurableFiles
import Foundation
import Report
import Stages

/// report.html of a run folder, and what its journal says of the files that it is made from.
struct ReportFile {
  let folder: RunFolder
  /// Files of stages that the graph doesn't have any more, relative to the folder: they say nothing of the run.
  let formerFiles: Set<String>
  /// Tables that aren't what the run wrote, as sentences: the page would show them in good faith.
  let damagedTables: [String]
  /// What is odd about cases that went through.
  let warnings: [Journal.Warning]

  /// - Parameter journal: that of the folder; `nil` if it can't be read.
  init(_ folder: RunFolder, journal: Journal?) {
    self.folder = folder
    warnings = journal?.warnings ?? []
    let formerFiles = journal.map { FormerResults.files(in: folder, $0) } ?? []
    self.formerFiles = formerFiles
    damagedTables = (journal?.receiptsSpanningGroups ?? []).flatMap(\.files)
      .filter { !formerFiles.contains($0.path) }
      .compactMap { $0.damage(.full, below: folder.path) }
      .map { "\($0). What is shown of it may be wrong; the command of the run writes it again." }
  }

  /// The file of a folder that this process doesn't write to.
  init(lookingAt folder: RunFolder) {
    self.init(folder, journal: try? Journal(lookingAt: folder.journal, root: folder.path))
  }

  /// Makes the page from what lies in the folder, piece by piece under a temporary name, and gives
  /// it its name once it is whole.
  ///
  /// - Returns: the page's path.
  /// - Throws: `RunReportError` if the folder holds no run, `FileError` if the page can't be written.
  @discardableResult
  func write(to path: String? = nil) throws -> String {
    var report = try RunReport(folder: folder.path, leavingOut: formerFiles)
    report.problems += damagedTables
    report.warnings = warnings.map { .init(case: $0.group, text: $0.text) }
    let file = try PendingFile(path ?? folder.report, naming: .unique)
    try report.writePage { try file.write(Array($0.utf8)) }
    return try file.publish().path
  }
}

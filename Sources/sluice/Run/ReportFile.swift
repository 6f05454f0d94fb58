import Dataflow
import DurableFiles
import Foundation
import Report
import Stages

/// report.html of a run folder.
enum ReportFile {
  /// Makes the page from what lies in the folder, piece by piece under a temporary name, and gives
  /// it its name once it is whole.
  ///
  /// - Returns: the page's path.
  /// - Throws: `RunReportError` if the folder holds no run, `FileError` if the page can't be written.
  static func write(_ folder: String, to path: String? = nil) throws -> String {
    var report = try RunReport(
      folder: folder, leavingOut: FormerResults.files(in: RunFolder(folder)))
    report.problems += damagedTables(RunFolder(folder))
    let file = try PendingFile(path ?? "\(folder)/report.html", naming: .unique)
    try report.writePage { try file.write(Array($0.utf8)) }
    return try file.publish().path
  }

  /// What the page would show in good faith although it is not what the run wrote.
  static func damagedTables(_ folder: RunFolder) -> [String] {
    guard let journal = try? Journal(lookingAt: folder.journal, root: folder.path) else {
      return []
    }
    return journal.receiptsSpanningGroups.flatMap(\.files)
      .compactMap { $0.damage(.full, below: folder.path) }
      .map { "\($0). What is shown of it may be wrong; the command of the run writes it again." }
  }
}

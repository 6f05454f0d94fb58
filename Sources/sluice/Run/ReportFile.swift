import DurableFiles
import Foundation
import Report

/// report.html of a run folder.
enum ReportFile {
  /// Makes the page from what lies in the folder, piece by piece under a temporary name, and gives
  /// it its name once it is whole.
  ///
  /// - Returns: the page's path.
  /// - Throws: `RunReportError` if the folder holds no run, `FileError` if the page can't be written.
  static func write(_ folder: String, to path: String? = nil) throws -> String {
    let report = try RunReport(folder: folder)
    let file = try PendingFile(path ?? "\(folder)/report.html", naming: .unique)
    try report.writePage { try file.write(Array($0.utf8)) }
    return try file.publish().path
  }
}

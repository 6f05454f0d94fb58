import Foundation
import Report

/// report.html of a run folder.
enum ReportFile {
  /// Makes the page from what lies in the folder, piece by piece under a temporary name, and gives
  /// it its name once it is whole.
  ///
  /// - Returns: the page's path.
  /// - Throws: `RunReportError` if the folder holds no run, or the system's error.
  static func write(_ folder: String, to path: String? = nil) throws -> String {
    let report = try RunReport(folder: folder)
    let path = path ?? "\(folder)/report.html"
    let url = URL(fileURLWithPath: path)
    let temporary =
      url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).\(getpid()).partial"
    guard FileManager.default.createFile(atPath: temporary, contents: nil),
      let file = FileHandle(forWritingAtPath: temporary)
    else { throw failure(path) }
    do {
      try report.writePage { try file.write(contentsOf: Data($0.utf8)) }
      try file.synchronize()
      try file.close()
      guard rename(temporary, path) == 0 else { throw failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    return path
  }

  private static func failure(_ path: String) -> CommandFailure {
    CommandFailure(
      .failed, "error: \(path) can't be written: \(String(cString: strerror(errno)))")
  }
}

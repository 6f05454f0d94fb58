/// Why there is no report.
public enum RunReportError: Error, Sendable, Equatable, CustomStringConvertible {
  case noFolder(String)
  case noRun(String)
  case unreadable(String, reason: String)

  public var description: String {
    switch self {
    case .noFolder(let path):
      "\(path) is no folder; give the folder of a run, as `--out` named it"
    case .noRun(let path):
      "\(path) holds no run: expected run.json, metrics.json or labels/ in it; give the folder that "
        + "`--out` named"
    case .unreadable(let path, let reason): "\(path) can't be read: \(reason)"
    }
  }
}

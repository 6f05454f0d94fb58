import Logging
import Synchronization

/// Log lines as plain sentences on standard error.
struct PlainLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .warning
  /// What has been said, if nothing is to be said twice.
  var said: SaidLines?

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }
      .map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    let line = "\(event.level): \(event.message)" + (details.isEmpty ? "" : " (\(details))")
    if said?.isNew(line) != false { standardError(line) }
  }
}

/// Lines that were said.
final class SaidLines: Sendable {
  private let lines = Mutex<Set<String>>([])

  /// Whether the line is said for the first time; from then on it isn't.
  func isNew(_ line: String) -> Bool {
    lines.withLock { $0.insert(line).inserted }
  }
}

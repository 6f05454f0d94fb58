import DurableFiles
import Foundation
import Synchronization

/// Appends to `timeline.jsonl` how the run goes: every second at first, later less often, so that
/// the file of a run of days stays small.
final class Timeline: Sendable {
  private struct Moment: Encodable {
    struct Stage: Encodable {
      let name: String
      let items: Int
      /// Of those, the ones of which an earlier result was found; left out if there are none.
      let recalled: Int?
      let busy: Double
      let waiting: Double
      let blocked: Double
      /// Of the longest of its queues.
      let depth: Int
    }

    /// Seconds since this session of the run began.
    let t: Double
    /// Bytes.
    let budget: Int
    let resident: Int
    let stages: [Stage]
  }

  private struct Session: Encodable {
    let session: Int
    let started: String
  }

  private let file: any WritableFile
  private let next = Mutex(0.0)

  /// Goes on with the file of earlier sessions, or begins one; `nil` if it can't be written.
  init?(_ path: String, started: String) {
    let earlier = (try? FileContents.read(path)) ?? []
    let sessions = earlier.split(separator: UInt8(ascii: "\n")).count {
      $0.starts(with: #"{"session""#.utf8)
    }
    guard let file = try? LocalFileSystem().openToAppend(path) else { return nil }
    self.file = file
    // A line that a session could not finish is lost; the next one's are not.
    if let end = earlier.last, end != UInt8(ascii: "\n") {
      _ = try? Array("\n".utf8).withUnsafeBytes { try file.write($0) }
    }
    append(Session(session: sessions + 1, started: started))
  }

  /// - Parameter isLast: nothing comes after it.
  func add(_ status: RunStatus, isLast: Bool = false) {
    let isDue = next.withLock { next in
      guard status.elapsed >= next || isLast else { return false }
      next = status.elapsed + Self.interval(after: status.elapsed)
      return true
    }
    guard isDue else { return }
    append(
      Moment(
        t: (status.elapsed * 10).rounded() / 10, budget: status.budgetInUse,
        resident: status.resident,
        stages: status.stages.map {
          Moment.Stage(
            name: $0.name, items: $0.items, recalled: $0.recalled == 0 ? nil : $0.recalled,
            busy: $0.busy, waiting: $0.waiting,
            blocked: $0.blocked, depth: $0.depth)
        }))
  }

  /// Seconds until the next moment: a three hundredth of the time so far, at least one.
  private static func interval(after elapsed: Double) -> Double {
    max(0.9, elapsed / 300)
  }

  private func append(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let line = try? encoder.encode(value) + Data("\n".utf8) else { return }
    try? line.withUnsafeBytes { try file.write($0) }
  }
}

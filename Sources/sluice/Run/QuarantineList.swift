import Dataflow
import DurableFiles
import Foundation

/// quarantine.jsonl: what was set aside, why, and what to do about it.
struct QuarantineList {
  struct Entry: Codable, Hashable {
    let `case`: String
    let slice: Int?
    let stage: String
    let error: String
    let advice: String?
  }

  let entries: [Entry]

  /// What was set aside in this run or holds from earlier ones. A run that was stopped has not come
  /// to every case: of those it hasn't, what was known before still holds.
  ///
  /// - Parameter complete: cases that got through.
  init(
    _ items: [QuarantinedItem], complete: [String], cameToAll: Bool, before: QuarantineList
  ) {
    let now = items.map(Entry.init)
    let reached = Set(complete).union(now.map(\.case))
    let unreached = cameToAll ? [] : before.entries.filter { !reached.contains($0.case) }
    entries = (now + unreached).sorted {
      ($0.case, $0.slice ?? -1, $0.stage) < ($1.case, $1.slice ?? -1, $1.stage)
    }
  }

  /// The entries of a file; none if it isn't there.
  init(contentsOf path: String) {
    let lines = (try? FileContents.read(path))?.split(separator: UInt8(ascii: "\n")) ?? []
    entries = lines.compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0)) }
  }

  func lines() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try entries.flatMap { Array(try encoder.encode($0)) + [UInt8(ascii: "\n")] }
  }
}

extension QuarantineList.Entry {
  init(_ item: QuarantinedItem) {
    `case` = item.group
    slice = item.index
    stage = item.stage
    error = "\(item.error)"
    advice = item.advice ?? Self.advice(for: item)
  }

  /// What helps in general, where the error knows nothing better.
  private static func advice(for item: QuarantinedItem) -> String? {
    switch ErrorNature(item.error) {
    case .passing:
      return "it may pass: the same command tries it again"
    // These end the run and set nothing aside.
    case .outOfSpace, .ofTheRun: return nil
    case .lasting:
      return "the same command tries it again once its files have changed, or with "
        + "--retry-quarantined; --exclude \(item.group) leaves it out"
    }
  }
}

import Dataflow
import DurableFiles
import Foundation
import Imaging

/// Joins the tables of the cases to those of the run, one pair for each set of prompts, and writes
/// the label descriptions beside them.
///
/// Cases come in the order of the dataset, whenever they were labelled, so that a run that was
/// interrupted and continued leaves the same bytes as one that wasn't.
struct RunTables {
  let folder: RunFolder
  let files: any FileSystem

  /// In a case's notes: the sets of prompts, separated by spaces.
  static let setsNote = "sets"
  /// In a case's notes: before a label's value, with its name.
  static let labelNote = "label "

  /// In a case's notes: the scan's file.
  static let scanNote = "scan"

  /// What the joining, and a later check, need to know of a case.
  static func notes(sets: [String], names: [Int: String], scan: String) -> [String: String] {
    var notes = [setsNote: sets.joined(separator: " "), scanNote: scan]
    for (value, name) in names { notes["\(labelNote)\(value)"] = name }
    return notes
  }

  /// Writes the tables of all finished cases.
  func publish(_ closing: Closing) throws -> [PublishedFile] {
    var sets: [String] = []
    var names: [String: [Int: String]] = [:]
    for place in closing.groups.indices {
      let notes = closing.published(place).notes
      for set in notes[Self.setsNote]?.split(separator: " ").map(String.init) ?? [] {
        if !sets.contains(set) { sets.append(set) }
        for (note, name) in notes where note.hasPrefix(Self.labelNote) {
          if let value = Int(note.dropFirst(Self.labelNote.count)) {
            names[set, default: [:]][value] = name
          }
        }
      }
    }
    return try sets.flatMap { set in
      let labels = folder.labels(set)
      return try CaseTables.Kind.allCases.map { try join($0, closing.groups, in: labels) }
        + [LabelDescriptions.write(names[set] ?? [:], to: "\(labels)/labels.txt", in: files)]
    }
  }

  private func join(
    _ kind: CaseTables.Kind, _ cases: [String], in labels: String
  ) throws -> PublishedFile {
    let table = try PendingFile("\(labels)/\(kind.rawValue).csv", in: files)
    try table.write(Array(CSV.line(kind.columns).utf8))
    for id in cases {
      let path = CaseTables.path(kind, of: id, in: labels)
      // A set of prompts that this case was not labelled with.
      guard FilePath.exists(path) else { continue }
      let bytes = try FileContents.read(path)
      // Names of columns hold no line ends.
      let rows = bytes.firstIndex(of: UInt8(ascii: "\n")).map { bytes[($0 + 1)...] } ?? []
      try table.write(rows)
    }
    return try table.publish()
  }
}

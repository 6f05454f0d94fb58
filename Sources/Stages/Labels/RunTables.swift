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
  ///
  /// - Throws: `DamagedTable` if a case's is not as it was written, `FileError`.
  func publish(_ closing: Closing) throws -> [PublishedFile] {
    var sets: [OpenSet] = []
    for place in closing.groups.indices {
      let published = closing.published(place)
      for name in published.notes[Self.setsNote]?.split(separator: " ").map(String.init) ?? [] {
        let known = sets.firstIndex { $0.name == name }
        if known == nil { sets.append(try OpenSet(name, in: folder.labels(name), files)) }
        do {
          try sets[known ?? sets.count - 1].add(
            closing.groups[place], published, below: closing.root)
        } catch let damage as FileDamage {
          // What can't be read for the moment may be whole.
          if !damage.isUnreadable { try closing.revoke(place) }
          throw DamagedTable(damage: damage)
        }
      }
    }
    return try sets.flatMap { try $0.publish(in: files) }
  }

  /// The tables of one set of prompts while cases are added.
  private struct OpenSet {
    let name: String
    private let labels: String
    private let tables: [(kind: CaseTables.Kind, file: PendingFile)]
    private var labelNames: [Int: String] = [:]

    init(_ name: String, in labels: String, _ files: any FileSystem) throws {
      self.name = name
      self.labels = labels
      tables = try CaseTables.Kind.allCases.map { kind in
        let file = try PendingFile("\(labels)/\(kind.rawValue).csv", in: files)
        try file.write(Array(CSV.line(kind.columns).utf8))
        return (kind, file)
      }
    }

    /// - Throws: `FileDamage` if a table of the case is not as it was written, `FileError`.
    mutating func add(_ id: String, _ published: Published, below root: String?) throws {
      for (note, name) in published.notes where note.hasPrefix(RunTables.labelNote) {
        if let value = Int(note.dropFirst(RunTables.labelNote.count)) { labelNames[value] = name }
      }
      for (kind, table) in tables {
        let path = CaseTables.path(kind, of: id, in: labels)
        let relative = root.map { FilePath.relative(path, to: $0) } ?? path
        guard let file = published.files.first(where: { $0.path == relative }) else { continue }
        // Whether a finished case's files are there was a quick look; what goes into another file is
        // looked at in full.
        let bytes = try file.contents(below: root)
        // Names of columns hold no line ends.
        if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
          try table.write(bytes[(end + 1)...])
        }
      }
    }

    func publish(in files: any FileSystem) throws -> [PublishedFile] {
      try tables.map { try $0.file.publish() }
        + [LabelDescriptions.write(labelNames, to: "\(labels)/labels.txt", in: files)]
    }
  }
}

/// The table of a finished case is not as it was written.
struct DamagedTable: Error, CustomStringConvertible {
  let damage: FileDamage

  var description: String {
    "\(damage); the same command makes it again"
  }
}

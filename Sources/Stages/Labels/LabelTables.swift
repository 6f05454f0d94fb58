import Imaging
import Synchronization

/// The tables that a label writer leaves beside the labels of each set of prompts.
final class LabelTables: Sendable {
  private struct Tables {
    let provenance: CSVTable
    let scores: CSVTable
    /// The labels' names, for ITK-SNAP; values that the dataset does not name are added as they occur.
    var names: [Int: String]
  }

  // Sent, not shared: only touched while the lock is held.
  private struct Shelf: @unchecked Sendable {
    var tables: [String: Tables] = [:]
  }

  private let shelf = Mutex(Shelf())

  /// Adds a finished case to the tables in `folder`.
  func append(
    _ records: CaseRecords, to folder: String, set: String, labels: LabelGrouping
  ) throws {
    try shelf.withLock { shelf in
      var tables = try shelf.tables[folder] ?? open(folder, records.scan, labels)
      for value in Set(records.components.map(\.component.prompt.label))
      where tables.names[value] == nil {
        tables.names[value] = records.scan.labelName(value)
      }
      shelf.tables[folder] = tables
      try tables.provenance.append(ProvenanceRows.rows(of: records, set: set))
      try tables.scores.append(ScoreRows.rows(of: records, labels: labels))
    }
  }

  private func open(_ folder: String, _ scan: Case, _ labels: LabelGrouping) throws -> Tables {
    Tables(
      provenance: try CSVTable(
        path: "\(folder)/provenance.csv", columns: ProvenanceRows.columns),
      scores: try CSVTable(path: "\(folder)/scores.csv", columns: ScoreRows.columns),
      names: labels == .merged ? [0: "background", 1: "foreground"] : scan.labels)
  }

  /// Gives all tables their names. They hold whole cases only, so that is right after a failure too.
  func publish() throws {
    try shelf.withLock { shelf in
      for (folder, tables) in shelf.tables {
        try tables.provenance.publish()
        try tables.scores.publish()
        try LabelDescriptions.write(tables.names, to: "\(folder)/labels.txt")
      }
      shelf.tables = [:]
    }
  }
}

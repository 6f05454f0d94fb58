import DurableFiles
import Imaging

/// The tables of one case, which lie beside its labels until they are joined to those of the run,
/// and after.
enum CaseTables {
  /// A table of which every case has its rows.
  enum Kind: String, CaseIterable {
    case provenance
    case scores

    var columns: [String] {
      switch self {
      case .provenance: ProvenanceRows.columns
      case .scores: ScoreRows.columns
      }
    }
  }

  /// Where the rows of a case lie.
  ///
  /// - Parameter labels: the folder of the labels of a set of prompts.
  static func path(_ kind: Kind, of caseID: String, in labels: String) -> String {
    "\(labels)/tables/\(caseID).\(kind.rawValue).csv"
  }

  static func write(
    _ records: CaseRecords, set: String, grouping: LabelGrouping, to labels: String,
    in files: any FileSystem
  ) throws -> [PublishedFile] {
    try Kind.allCases.map { kind in
      let path = path(kind, of: records.scan.id, in: labels)
      return switch kind {
      case .provenance:
        try CSV.write(
          ProvenanceRows.rows(of: records, set: set), columns: kind.columns, to: path, in: files)
      case .scores:
        try CSV.write(
          ScoreRows.rows(of: records, labels: grouping), columns: kind.columns, to: path, in: files)
      }
    }
  }
}

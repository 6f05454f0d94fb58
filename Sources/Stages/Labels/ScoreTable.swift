import Imaging

/// Reads a published scores.csv back.
public enum ScoreTable {
  public struct Row: Sendable {
    public let isVolume: Bool
    public let caseID: String
    public let slice: Int?
    /// The label's name; `foreground` for all labels together.
    public let name: String
    /// `nil` where the reference is empty.
    public let dice: Double?
    public let predictedPixels: Int
    public let hasEmptyReference: Bool
  }

  /// Hands over row after row; the file's size makes no difference to memory.
  ///
  /// - Throws: if the file can't be read; rows before that have been handed over.
  public static func forEachRow(of path: String, _ body: (Row) -> Void) throws {
    try CSV.forEachRow(of: path) { fields in
      if let row = Row(fields) { body(row) }
    }
  }

  /// All rows at once.
  ///
  /// - Throws: if the file can't be read.
  public static func read(_ path: String) throws -> [Row] {
    var rows: [Row] = []
    try forEachRow(of: path) { rows.append($0) }
    return rows
  }
}

extension ScoreTable.Row {
  /// `nil` if a row of the table has another number of fields.
  fileprivate init?(_ fields: [String]) {
    guard fields.count == ScoreRows.columns.count else { return nil }
    self.init(
      isVolume: fields[0] == "volume", caseID: fields[1], slice: Int(fields[2]),
      name: fields[4], dice: Double(fields[5]), predictedPixels: Int(fields[7]) ?? 0,
      hasEmptyReference: fields[9] == "empty")
  }
}

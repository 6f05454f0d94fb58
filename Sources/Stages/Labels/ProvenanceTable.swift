public import Imaging

/// Reads a published provenance.csv back.
public enum ProvenanceTable {
  /// How one component's mask came about.
  public struct Row: Sendable {
    public let caseID: String
    public let slice: Int
    public let label: Int
    /// Jittered boxes that voted have one each.
    public let boxes: [PromptBox]
    public let points: [PromptPoint]
    /// 1 for inside, 0 for background.
    public let pointLabels: [Int]

    /// As it was given to the model; of several boxes the first.
    public var prompt: Prompt {
      Prompt(
        label: label, component: 0, box: boxes.first, points: points, pointLabels: pointLabels)
    }
  }

  /// Hands over row after row.
  ///
  /// - Throws: if the file can't be read or is no table.
  public static func forEachRow(of path: String, _ body: (Row) -> Void) throws {
    try CSV.forEachRow(of: path) { fields in
      if let row = Row(fields) { body(row) }
    }
  }
}

extension ProvenanceTable.Row {
  /// `nil` if a row of the table is not as `ProvenanceRows` writes it.
  fileprivate init?(_ fields: [String]) {
    guard fields.count == ProvenanceRows.columns.count, let slice = Int(fields[2]),
      let label = Int(fields[3])
    else { return nil }
    func numbers(_ field: String) -> [[Double]] {
      field.split(separator: ";").map { $0.split(separator: " ").compactMap { Double($0) } }
    }
    caseID = fields[0]
    self.slice = slice
    self.label = label
    boxes = numbers(fields[6]).filter { $0.count == 4 }.map {
      PromptBox(x0: $0[0], y0: $0[1], x1: $0[2], y1: $0[3])
    }
    points = numbers(fields[7]).filter { $0.count == 2 }.map { PromptPoint(x: $0[0], y: $0[1]) }
    pointLabels = fields[8].split(separator: ";").compactMap { Int($0) }
    guard points.count == pointLabels.count else { return nil }
  }
}

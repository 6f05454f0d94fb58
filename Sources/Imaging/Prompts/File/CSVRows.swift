/// The rows of a CSV text, all at once.
public struct CSVRows {
  public struct Row {
    /// The line that the row begins on, 1-based.
    public let line: Int
    public let fields: [String]
  }

  public typealias Malformed = CSVParser.Malformed

  public private(set) var rows: [Row] = []

  /// Splits `bytes`; rows that are blank are left out.
  public init(_ bytes: ArraySlice<UInt8>) throws(Malformed) {
    var parser = CSVParser()
    rows = try parser.rows(completedBy: bytes)
    if let last = try parser.finish() { rows.append(last) }
  }
}

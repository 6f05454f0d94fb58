/// Splits CSV text, RFC 4180, into rows as its bytes arrive: quotes around fields, doubled inside; LF
/// or CRLF. It holds one row at a time.
public struct CSVParser {
  /// What is wrong with the text itself.
  public struct Malformed: Error {
    public let line: Int
    public let problem: String
  }

  private enum Quote { case none, open, closed }

  private var (line, rowLine) = (1, 1)
  private var fields: [String] = []
  private var field: [UInt8] = []
  private var quote = Quote.none

  public init() {}

  /// The rows that the next bytes complete; rows that are blank are left out.
  public mutating func rows(
    completedBy bytes: ArraySlice<UInt8>
  ) throws(Malformed) -> [CSVRows.Row] {
    var rows: [CSVRows.Row] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") { line += 1 }
      switch (quote, byte) {
      case (.open, UInt8(ascii: "\"")):
        quote = .closed
      case (.open, _):
        field.append(byte)
      case (.closed, UInt8(ascii: "\"")):
        // a doubled quote is a quote inside the field
        field.append(byte)
        quote = .open
      case (_, UInt8(ascii: ",")):
        endField()
      case (_, UInt8(ascii: "\n")):
        if let row = endRow() { rows.append(row) }
      case (_, UInt8(ascii: "\r")):
        break
      case (.none, UInt8(ascii: "\"")) where field.isEmpty:
        quote = .open
      case (.none, _):
        field.append(byte)
      case (.closed, _):
        throw Malformed(line: line, problem: "text after the closing quote of a field")
      }
    }
    return rows
  }

  /// The last row, if no line break ended it.
  public mutating func finish() throws(Malformed) -> CSVRows.Row? {
    if quote == .open {
      throw Malformed(line: rowLine, problem: "a quote is opened and never closed")
    }
    return endRow()
  }

  private mutating func endField() {
    fields.append(String(decoding: field, as: UTF8.self))
    field.removeAll(keepingCapacity: true)
    quote = .none
  }

  private mutating func endRow() -> CSVRows.Row? {
    endField()
    let ended = CSVRows.Row(line: rowLine, fields: fields)
    fields.removeAll(keepingCapacity: true)
    rowLine = line
    return ended.fields == [""] ? nil : ended
  }
}

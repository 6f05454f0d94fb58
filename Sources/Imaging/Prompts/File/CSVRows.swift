/// The rows of a CSV text, RFC 4180: quotes around fields, doubled inside; LF or CRLF.
public struct CSVRows {
  public struct Row {
    /// The line that the row begins on, 1-based.
    public let line: Int
    public let fields: [String]
  }

  /// What is wrong with the text itself.
  public struct Malformed: Error {
    public let line: Int
    public let problem: String
  }

  public private(set) var rows: [Row] = []

  /// Splits `bytes`; rows that are blank are left out.
  public init(_ bytes: ArraySlice<UInt8>) throws(Malformed) {
    var (line, rowLine) = (1, 1)
    var fields: [String] = []
    var field: [UInt8] = []
    var quote = Quote.none
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
        fields.append(String(decoding: field, as: UTF8.self))
        (field, quote) = ([], .none)
      case (_, UInt8(ascii: "\n")):
        fields.append(String(decoding: field, as: UTF8.self))
        keep(fields, line: rowLine)
        (fields, field, quote, rowLine) = ([], [], .none, line)
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
    if quote == .open {
      throw Malformed(line: rowLine, problem: "a quote is opened and never closed")
    }
    keep(fields + [String(decoding: field, as: UTF8.self)], line: rowLine)
  }

  private enum Quote { case none, open, closed }

  private mutating func keep(_ fields: [String], line: Int) {
    if fields != [""] { rows.append(Row(line: line, fields: fields)) }
  }
}

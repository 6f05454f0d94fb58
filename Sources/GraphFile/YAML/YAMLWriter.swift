import Foundation

/// Writes values as YAML that people would have written.
struct YAMLWriter {
  private(set) var text = ""
  /// Whether values are as they are: `${` is then written as `$${`.
  let escapesVariables: Bool

  init(escapesVariables: Bool) {
    self.escapesVariables = escapesVariables
  }

  mutating func line(_ line: String = "", indent: Int = 0) {
    text += (line.isEmpty ? "" : String(repeating: " ", count: indent) + line) + "\n"
  }

  /// A comment of whole words in lines of at most 90 columns.
  mutating func comment(_ comment: String, indent: Int = 0) {
    for paragraph in comment.split(separator: "\n", omittingEmptySubsequences: false) {
      for part in Paragraph.wrapped(String(paragraph), width: 88 - indent) {
        line(part.isEmpty ? "#" : "# \(part)", indent: indent)
      }
    }
  }

  mutating func field(_ name: String, _ value: GraphValue, indent: Int) {
    write(name, escapesVariables ? Self.escaped(value) : value, indent: indent)
  }

  private mutating func write(_ name: String, _ value: GraphValue, indent: Int) {
    let key = Self.scalar(name, inFlow: false)
    switch value.content {
    case .mapping(let fields) where !fields.isEmpty:
      line("\(key):", indent: indent)
      for field in fields { write(field.name, field.value, indent: indent + 2) }
    case .text(let text) where text.contains("\n") && Self.suitsBlock(text):
      line("\(key): |-", indent: indent)
      for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
        line(String(part), indent: indent + 2)
      }
    case .text(let text): line("\(key): \(Self.scalar(text, inFlow: false))", indent: indent)
    default: line("\(key): \(Self.inline(value))", indent: indent)
    }
  }

  private static func escaped(_ value: GraphValue) -> GraphValue {
    switch value.content {
    case .text(let text): .text(text.replacing("${", with: "$${"))
    case .list(let values): .list(values.map(escaped))
    case .mapping(let fields):
      GraphValue(.mapping(fields.map { .init($0.name, escaped($0.value)) }))
    default: value
    }
  }

  /// The value on one line: `12`, `[a, b]`, `{a: 1}`.
  static func inline(_ value: GraphValue) -> String {
    switch value.content {
    case .null: return "null"
    case .boolean(let boolean): return String(boolean)
    case .integer(let integer): return String(integer)
    case .number(let number): return self.number(number)
    case .text(let text): return scalar(text, inFlow: true)
    case .list(let values): return "[\(values.map(inline).joined(separator: ", "))]"
    case .mapping(let fields):
      let parts = fields.map { "\(scalar($0.name, inFlow: true)): \(inline($0.value))" }
      return "{\(parts.joined(separator: ", "))}"
    }
  }

  private static func number(_ number: Double) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    return String(number)
  }

  // MARK: Text

  /// Text as it is if it then reads as the same text, or in quotes.
  static func scalar(_ text: String, inFlow: Bool) -> String {
    isSafe(text, inFlow: inFlow) ? text : quoted(text)
  }

  private static func isSafe(_ text: String, inFlow: Bool) -> Bool {
    let isText = GraphValue.Content(plainScalar: text) == .text(text)
    guard isText, text.utf8.count <= 200, let first = text.unicodeScalars.first
    else { return false }
    let others = inFlow ? "_-./+=()*~^%;" : "_-./+=()*~^%;,'${}[]"
    func isWord(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
    let beginsWell =
      isWord(first) || first == "/" || first == "." || (first == "$" && !inFlow)
    return beginsWell && !text.hasSuffix(" ")
      && text.unicodeScalars.allSatisfy {
        isWord($0) || $0 == " " || others.unicodeScalars.contains($0)
      }
      && !text.hasPrefix("...")
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case " "..."~": result.unicodeScalars.append(scalar)
      default:
        if scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber {
          result.unicodeScalars.append(scalar)
        } else {
          result += String(format: "\\U%08X", scalar.value)
        }
      }
    }
    return result + "\""
  }

  /// Whether a text of several lines comes back unchanged from a block scalar.
  private static func suitsBlock(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0 == "\n" || (" "..."~").contains($0) }
      && !text.hasSuffix("\n") && text.first != " " && text.first != "\n"
  }
}

/// Writes JSON deterministically: object keys in order of their UTF-8 bytes, unless given in order.
struct JSONPrinter {
  private(set) var text = ""
  /// `nil` writes everything on one line without spaces.
  private let indentation: Int?

  /// The value on one line: what a checksum is taken of.
  static func compact(_ value: JSONValue) -> String {
    var printer = JSONPrinter(indentation: nil)
    printer.write(value, level: 0)
    return printer.text
  }

  /// An object for people to read: the members in the order given, lists of scalars on one line.
  static func pretty(members: [(String, JSONValue)]) -> String {
    var printer = JSONPrinter(indentation: 2)
    printer.write(members: members, level: 0)
    return printer.text + "\n"
  }

  private init(indentation: Int?) {
    self.indentation = indentation
  }

  private mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .number(let number): text += number.literal
    case .string(let string): write(string)
    case .array(let elements): write(elements, level: level)
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      write(members: sorted.map { ($0.key, $0.value) }, level: level)
    }
  }

  private mutating func write(_ elements: [JSONValue], level: Int) {
    let onOneLine = elements.allSatisfy(\.isScalar)
    text += "["
    for (i, element) in elements.enumerated() {
      if i > 0 { text += indentation != nil && onOneLine ? ", " : "," }
      if !onOneLine { newline(level + 1) }
      write(element, level: level + 1)
    }
    if !onOneLine { newline(level) }
    text += "]"
  }

  private mutating func write(members: [(String, JSONValue)], level: Int) {
    text += "{"
    for (i, (key, value)) in members.enumerated() {
      if i > 0 { text += "," }
      newline(level + 1)
      write(key)
      text += indentation == nil ? ":" : ": "
      write(value, level: level + 1)
    }
    if !members.isEmpty { newline(level) }
    text += "}"
  }

  private mutating func newline(_ level: Int) {
    guard let indentation else { return }
    text += "\n" + String(repeating: " ", count: level * indentation)
  }

  private mutating func write(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case "\u{0}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONValue {
  fileprivate var isScalar: Bool {
    switch self {
    case .null, .bool, .number, .string: true
    case .array, .object: false
    }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as JSON on one line, object keys sorted.
  public var description: String { JSONPrinter.compact(self) }
}

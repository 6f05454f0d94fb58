extension GraphValue.Content {
  /// What a plain scalar is, by the core schema of YAML 1.2.
  ///
  /// That of YAML 1.1, which Yams follows, takes `no` for false and `12:30` for 750.
  /// Source: yaml.org/spec/1.2.2, section 10.3.2.
  init(plainScalar text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .boolean(true)
    case "false", "False", "FALSE": self = .boolean(false)
    default: self = Self.number(text) ?? .text(text)
    }
  }

  private static func number(_ text: String) -> Self? {
    guard text.utf8.count <= 64 else { return nil }
    if text.hasPrefix("0x"), let integer = digits(text.dropFirst(2), radix: 16) {
      return .integer(integer)
    }
    if text.hasPrefix("0o"), let integer = digits(text.dropFirst(2), radix: 8) {
      return .integer(integer)
    }
    let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    switch unsigned {
    case ".inf", ".Inf", ".INF": return .number(text.first == "-" ? -.infinity : .infinity)
    case ".nan", ".NaN", ".NAN": return text.count == 4 ? .number(.nan) : nil
    default: break
    }
    // `Double` also reads "inf", "nan" and hexadecimal floats, which YAML does not.
    guard
      let first = unsigned.utf8.first, isDigit(first) || first == UInt8(ascii: "."),
      unsigned.utf8.allSatisfy({ isDigit($0) || ".eE+-".utf8.contains($0) })
    else { return nil }
    return Int(text).map { .integer($0) } ?? Double(text).map { .number($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func digits(_ text: Substring, radix: Int) -> Int? {
    text.first == "-" || text.first == "+" ? nil : Int(text, radix: radix)
  }
}

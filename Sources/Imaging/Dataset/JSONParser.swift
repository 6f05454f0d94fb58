/// A recursive-descent parser of JSON (RFC 8259) that keeps lines and the order of keys.
struct JSONParser {
  let file: String
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var depth = 0

  /// Deeper nesting than any dataset has; the parser recurses, so it must stop somewhere.
  private static let deepest = 128

  init(file: String, bytes: [UInt8]) {
    self.file = file
    // Some Windows editors begin UTF-8 files with a mark.
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  mutating func parseDocument() throws -> JSONValue {
    let value = try parseValue()
    skipSpace()
    guard position == bytes.count else {
      throw failure("something follows the end of the document")
    }
    return value
  }

  private func failure(_ reason: String, line: Int? = nil) -> VolumeError {
    VolumeError(file: file, .json(line: line ?? self.line, reason: reason))
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      if byte == 0x0A { line += 1 }
      position += 1
    }
  }

  /// Takes `character` if it comes next, after white space.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private var found: String {
    guard let byte = current else { return "the file ends" }
    return byte > 0x20 && byte < 0x7F
      ? "found \"\(Character(Unicode.Scalar(byte)))\"" : "found byte \(byte)"
  }

  private mutating func parseValue() throws -> JSONValue {
    skipSpace()
    let start = line
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw failure("nested more than \(Self.deepest) deep") }
    let kind: JSONValue.Kind
    switch current {
    case UInt8(ascii: "{"): kind = .object(try parseMembers())
    case UInt8(ascii: "["): kind = .array(try parseElements())
    case UInt8(ascii: "\""): kind = .string(try parseString())
    case UInt8(ascii: "t"): kind = try parseWord("true", .boolean(true))
    case UInt8(ascii: "f"): kind = try parseWord("false", .boolean(false))
    case UInt8(ascii: "n"): kind = try parseWord("null", .null)
    default: kind = .number(try parseNumber())
    }
    return JSONValue(kind: kind, line: start)
  }

  private mutating func parseMembers() throws -> [JSONValue.Member] {
    position += 1
    var members: [JSONValue.Member] = []
    var keys: Set<String> = []
    if take("}") { return members }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else {
        throw failure("expected a key in double quotes, \(found)")
      }
      let keyLine = line
      let key = try parseString()
      guard keys.insert(key).inserted else {
        throw failure("key \"\(key)\" is there twice", line: keyLine)
      }
      guard take(":") else { throw failure("expected \":\" after key \"\(key)\", \(found)") }
      members.append(JSONValue.Member(key: key, line: keyLine, value: try parseValue()))
      if try endsAfterElement("}", after: "the value of \"\(key)\"") { return members }
    }
  }

  private mutating func parseElements() throws -> [JSONValue] {
    position += 1
    var elements: [JSONValue] = []
    if take("]") { return elements }
    while true {
      elements.append(try parseValue())
      if try endsAfterElement("]", after: "an element of a list") { return elements }
    }
  }

  /// True at the closing bracket, false after a comma that something follows.
  private mutating func endsAfterElement(
    _ closing: Unicode.Scalar, after what: String
  ) throws -> Bool {
    if take(closing) { return true }
    guard take(",") else {
      throw failure("expected \",\" or \"\(closing)\" after \(what), \(found)")
    }
    let commaLine = line
    skipSpace()
    if current == UInt8(ascii: closing) || current == UInt8(ascii: ",") {
      throw failure("stray comma after \(what): remove it", line: commaLine)
    }
    return false
  }

  private mutating func parseWord(_ word: String, _ kind: JSONValue.Kind) throws -> JSONValue.Kind {
    guard bytes[position...].starts(with: word.utf8) else {
      throw failure("expected a value, \(found)")
    }
    position += word.utf8.count
    return kind
  }

  private mutating func parseNumber() throws -> Double {
    let start = position
    while let byte = current, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    // `Double` takes more than JSON allows at either end.
    guard let number = Double(text), number.isFinite, !text.hasPrefix("+"), !text.hasPrefix("."),
      !text.hasSuffix(".")
    else {
      if text.isEmpty { throw failure("expected a value, \(found)") }
      throw failure("\(text) is no number")
    }
    return number
  }

  private mutating func parseString() throws -> String {
    let start = line
    position += 1
    var text: [UInt8] = []
    while true {
      guard let byte = current else { throw failure("a string has no end", line: start) }
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure("a string is not valid UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text += try parseEscape().utf8
      case 0..<0x20: throw failure("a string has no closing quote, or a raw line break or tab")
      default: text.append(byte)
      }
    }
  }

  private mutating func parseEscape() throws -> String {
    guard let byte = current else { throw failure("a string has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(Unicode.Scalar(byte))
    case UInt8(ascii: "u"):
      let first = try parseHex()
      guard (0xD800..<0xDC00).contains(first) else { return try scalar(first) }
      guard bytes[position...].starts(with: #"\u"#.utf8) else {
        throw failure("half of a surrogate pair in a string")
      }
      position += 2
      let second = try parseHex()
      guard (0xDC00..<0xE000).contains(second) else {
        throw failure("half of a surrogate pair in a string")
      }
      return try scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    default:
      throw failure(
        "unknown escape \\\(Character(Unicode.Scalar(byte))) in a string; write \\\\ for a backslash"
      )
    }
  }

  private mutating func parseHex() throws -> UInt32 {
    let end = min(position + 4, bytes.count)
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    guard end - position == 4,
      text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
      let value = UInt32(text, radix: 16)
    else { throw failure("\\u in a string needs four hexadecimal digits") }
    position = end
    return value
  }

  private func scalar(_ value: UInt32) throws -> String {
    guard let scalar = Unicode.Scalar(value) else {
      throw failure("half of a surrogate pair in a string")
    }
    return String(scalar)
  }
}

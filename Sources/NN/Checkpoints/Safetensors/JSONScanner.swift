/// A strict pull parser over the JSON text of a safetensors header (RFC 8259).
///
/// It exists because general decoders keep the last of two equal keys in silence, and build the
/// whole of a hostile document before anyone can look at it.
struct JSONScanner {
  /// What was wrong, where.
  struct Failure: Error, Equatable {
    let byte: Int
    let found: String
    let expected: String
  }

  /// How deep arrays and objects may nest.
  private static let depthLimit = 64

  private let text: [UInt8]
  private(set) var position = 0

  /// `text` must be valid UTF-8.
  init(_ text: [UInt8]) { self.text = text }

  /// Reads an object, calling `member` for each key, which must read its value. Equal keys are an
  /// error.
  mutating func object(_ member: (String, inout JSONScanner) throws -> Void) throws {
    var keys: Set<String> = []
    try expect("{")
    if skip("}") { return }
    repeat {
      skipWhitespace()
      let start = position
      let key = try string()
      guard keys.insert(key).inserted else {
        throw Failure(byte: start, found: "the key “\(key)” twice", expected: "every key once")
      }
      try expect(":")
      try member(key, &self)
    } while skip(",")
    try expect("}")
  }

  /// Reads an array of at most `limit` non-negative integers.
  mutating func integers(limit: Int) throws -> [Int] {
    var values: [Int] = []
    try expect("[")
    if skip("]") { return values }
    repeat {
      guard values.count < limit else {
        throw Failure(
          byte: position, found: "a longer array", expected: "at most \(limit) numbers")
      }
      values.append(try integer())
    } while skip(",")
    try expect("]")
    return values
  }

  /// Reads a non-negative integer, written without sign, fraction or exponent.
  mutating func integer() throws -> Int {
    skipWhitespace()
    let start = position
    var value = 0
    while position < text.count, (48...57).contains(text[position]) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(text[position] - 48))
      guard !overflow, !carry else {
        throw Failure(byte: start, found: "an integer beyond 2^63", expected: "a smaller one")
      }
      value = sum
      position += 1
    }
    let hasLeadingZero = position - start > 1 && text[start] == 48
    let goesOn = position < text.count && [46, 69, 101].contains(text[position])
    guard position > start, !hasLeadingZero, !goesOn else {
      throw Failure(byte: start, found: "\(here(start))", expected: "a non-negative integer")
    }
    return value
  }

  /// Reads a string, resolving its escapes.
  mutating func string() throws -> String {
    try expect("\"")
    var scalars: [UInt8] = []
    while position < text.count {
      let byte = text[position]
      position += 1
      switch byte {
      case 0x22: return String(decoding: scalars, as: UTF8.self)
      case 0x5C: scalars += try escape().utf8
      case ..<0x20:
        throw Failure(
          byte: position - 1, found: "a control character", expected: "it escaped in a string")
      default: scalars.append(byte)
      }
    }
    throw Failure(byte: position, found: "the end", expected: "the end of a string first")
  }

  /// Reads a value of any kind and forgets it.
  mutating func skipValue(depth: Int = 0) throws {
    guard depth < Self.depthLimit else {
      throw Failure(
        byte: position, found: "deeper nesting", expected: "at most \(Self.depthLimit) levels")
    }
    skipWhitespace()
    switch position < text.count ? text[position] : 0 {
    case UInt8(ascii: "{"):
      try object { try $1.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      position += 1
      if skip("]") { return }
      repeat { try skipValue(depth: depth + 1) } while skip(",")
      try expect("]")
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try expect("true")
    case UInt8(ascii: "f"): try expect("false")
    case UInt8(ascii: "n"): try expect("null")
    default: try skipNumber()
    }
  }

  /// Makes sure that nothing but white space is left.
  mutating func end() throws {
    skipWhitespace()
    guard position == text.count else {
      throw Failure(byte: position, found: here(position), expected: "nothing after the object")
    }
  }

  private mutating func skipNumber() throws {
    let start = position
    _ = skipByte(UInt8(ascii: "-"))
    let whole = skipDigits()
    guard whole == 1 || whole > 1 && text[position - whole] != 48 else {
      throw Failure(byte: start, found: here(start), expected: "a JSON value")
    }
    if skipByte(UInt8(ascii: ".")), skipDigits() == 0 {
      throw Failure(byte: position, found: here(position), expected: "a digit")
    }
    if skipByte(UInt8(ascii: "e")) || skipByte(UInt8(ascii: "E")) {
      if !skipByte(UInt8(ascii: "+")) { _ = skipByte(UInt8(ascii: "-")) }
      guard skipDigits() > 0 else {
        throw Failure(byte: position, found: here(position), expected: "a digit")
      }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < text.count, (48...57).contains(text[position]) { position += 1 }
    return position - start
  }

  private mutating func skipByte(_ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func escape() throws -> String {
    let start = position - 1
    guard position < text.count else {
      throw Failure(byte: start, found: "the end", expected: "an escape")
    }
    let byte = text[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return String(UnicodeScalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]), position + 1 < text.count, text[position] == 0x5C,
        text[position + 1] == UInt8(ascii: "u")
      {
        position += 2
        units.append(try codeUnit())
      }
      guard let scalars = String(validating: units, as: UTF16.self) else { break }
      return scalars
    default: break
    }
    throw Failure(byte: start, found: "a wrong escape", expected: "one that JSON knows")
  }

  private mutating func codeUnit() throws -> UInt16 {
    let digits = text[position..<min(position + 4, text.count)]
    let hexadecimal = digits.allSatisfy { UnicodeScalar($0).properties.isASCIIHexDigit }
    guard digits.count == 4, hexadecimal,
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else {
      throw Failure(byte: position, found: here(position), expected: "four hexadecimal digits")
    }
    position += 4
    return unit
  }

  private mutating func expect(_ token: StaticString) throws {
    guard skip(token) else {
      throw Failure(byte: position, found: here(position), expected: "“\(token)”")
    }
  }

  private mutating func skip(_ token: StaticString) -> Bool {
    skipWhitespace()
    let bytes = UnsafeBufferPointer(start: token.utf8Start, count: token.utf8CodeUnitCount)
    guard text[position...].starts(with: bytes) else { return false }
    position += bytes.count
    return true
  }

  private mutating func skipWhitespace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
  }

  private func here(_ position: Int) -> String {
    guard position < text.count else { return "the end" }
    return "“\(String(decoding: text[position..<min(position + 12, text.count)], as: UTF8.self))”"
  }
}

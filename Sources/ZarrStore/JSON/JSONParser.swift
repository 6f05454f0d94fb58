/// A strict RFC 8259 parser that keeps number literals whole and refuses duplicate keys.
///
/// Nesting is limited, so that no input can exhaust the stack.
struct JSONParser {
  static let maximumDepth = 64

  private let bytes: [UInt8]
  private let file: String
  private var position = 0

  /// - Parameter file: named in errors.
  static func parse(_ bytes: [UInt8], file: String) throws -> JSONValue {
    var parser = JSONParser(bytes: bytes, file: file)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.failure("text after the value") }
    return value
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func failure(_ reason: String) -> ZarrError {
    let before = bytes[..<min(position, bytes.count)]
    let newline = UInt8(ascii: "\n")
    let line = before.reduce(1) { $0 + ($1 == newline ? 1 : 0) }
    let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
    return .json(file: file, line: line, column: before.count - lineStart + 1, reason: reason)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    guard next == UInt8(ascii: character) else { throw failure("\"\(character)\" expected here") }
    position += 1
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    guard depth < Self.maximumDepth else {
      throw failure("nested deeper than \(Self.maximumDepth) levels")
    }
    skipSpace()
    guard let next else { throw failure("the text ends early") }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw failure("a value expected here")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
    let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
    guard matches else { throw failure("a value expected here") }
    position += word.utf8CodeUnitCount
    return value
  }

  private mutating func object(depth: Int) throws -> JSONValue {
    try expect("{")
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      let start = position
      let key = try string()
      skipSpace()
      try expect(":")
      let member = try value(depth: depth + 1)
      guard members.updateValue(member, forKey: key) == nil else {
        position = start
        throw failure("the key \"\(key)\" appears twice")
      }
      skipSpace()
    } while take(",")
    try expect("}")
    return .object(members)
  }

  private mutating func array(depth: Int) throws -> JSONValue {
    try expect("[")
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    try expect("]")
    return .array(elements)
  }

  private mutating func number() throws -> JSONValue {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return .number(JSONNumber(checked: String(decoding: bytes[start..<position], as: UTF8.self)))
  }

  private mutating func digits() throws {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw failure("a digit expected here") }
  }

  private mutating func string() throws -> String {
    let start = position
    try expect("\"")
    var text: [UInt8] = []
    while true {
      guard let byte = next else { throw failure("a string without its closing quote") }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          position = start
          throw failure("a string that isn't UTF-8")
        }
        return string
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: try escape())
      case 0..<0x20:
        throw failure("a control character within a string")
      default:
        text.append(byte)
        position += 1
      }
    }
  }

  /// The UTF-8 bytes of an escape whose backslash has been read.
  private mutating func escape() throws -> [UInt8] {
    guard let byte = next else { throw failure("a string without its closing quote") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw failure("half a surrogate pair") }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure("half a surrogate pair") }
      return Array(String(scalar).utf8)
    default:
      throw failure("an unknown escape")
    }
  }

  private mutating func hexadecimal() throws -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { throw failure("four hexadecimal digits expected here") }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}

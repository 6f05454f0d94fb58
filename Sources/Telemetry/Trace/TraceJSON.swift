/// The bytes of one event in Chrome's trace event format.
///
/// No string holds a `\u` escape: older versions of Perfetto stop at one. Control characters
/// without a short escape of their own become U+FFFD.
struct TraceJSON {
  /// Longer strings are cut, so that an event is never larger than a few kilobytes.
  static let longestString = 256

  private(set) var bytes: [UInt8] = []

  init() {}

  init(_ text: StaticString) {
    raw(text)
  }

  mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ other: TraceJSON) {
    bytes.append(contentsOf: other.bytes)
  }

  mutating func integer(_ value: Int) {
    bytes.append(contentsOf: "\(value)".utf8)
  }

  /// Whole numbers without a point; what JSON has no number for, as text.
  mutating func number(_ value: Double) {
    if !value.isFinite {
      string("\(value)")
    } else if value == value.rounded(), abs(value) < 1e15 {
      integer(Int(value))
    } else {
      bytes.append(contentsOf: "\(value)".utf8)
    }
  }

  /// Microseconds with three digits behind the point, which keep the nanoseconds.
  mutating func microseconds(nanoseconds: Int64) {
    let magnitude = nanoseconds.magnitude
    if nanoseconds < 0 { raw("-") }
    bytes.append(contentsOf: "\(magnitude / 1000)".utf8)
    let rest = magnitude % 1000
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    for digit in [rest / 100, rest / 10 % 10, rest % 10] {
      bytes.append(UInt8(ascii: "0") + UInt8(digit))
    }
  }

  mutating func string(_ text: String) {
    raw("\"")
    let end = bytes.count + Self.longestString
    for scalar in text.unicodeScalars {
      guard bytes.count < end else {
        bytes.append(contentsOf: "…".utf8)
        break
      }
      switch scalar {
      case "\"": raw("\\\"")
      case "\\": raw("\\\\")
      case "\n": raw("\\n")
      case "\r": raw("\\r")
      case "\t": raw("\\t")
      case "\u{0}"..."\u{1F}", "\u{7F}": bytes.append(contentsOf: "\u{FFFD}".utf8)
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    raw("\"")
  }

  mutating func argument(_ argument: TraceArgument) {
    switch argument {
    case .text(let text): string(text)
    case .integer(let value): integer(value)
    case .number(let value): number(value)
    }
  }

  mutating func arguments(_ arguments: [(String, TraceArgument)]) {
    raw(",\"args\":{")
    for (index, (name, value)) in arguments.enumerated() {
      if index > 0 { raw(",") }
      string(name)
      raw(":")
      argument(value)
    }
    raw("}")
  }
}

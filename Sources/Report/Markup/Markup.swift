/// Text that is HTML or SVG already.
///
/// It is written as a string literal. What is interpolated is escaped, unless it is markup itself,
/// so that nothing that comes from a file can become an element. The result is well-formed XML as
/// long as the literals are.
public struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  public private(set) var text: String

  /// Markup from a string literal.
  public init(stringLiteral value: String) {
    text = value
  }

  public init(stringInterpolation: Interpolation) {
    text = stringInterpolation.text
  }

  /// Takes `text` for markup as it is. Only for text of one's own making.
  public init(trusted text: String) {
    self.text = text
  }

  public static func + (left: Markup, right: Markup) -> Markup {
    Markup(trusted: left.text + right.text)
  }

  public static func += (left: inout Markup, right: Markup) {
    left.text += right.text
  }

  public struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 8 * interpolationCount)
    }

    public mutating func appendLiteral(_ literal: String) {
      text += literal
    }

    /// Text, escaped for elements and for attributes in double quotes.
    public mutating func appendInterpolation(_ value: some StringProtocol) {
      text += Markup.escaped(value)
    }

    /// Markup, as it is.
    public mutating func appendInterpolation(_ value: Markup) {
      text += value.text
    }

    /// Pieces of markup, one after the other.
    public mutating func appendInterpolation(_ values: [Markup]) {
      for value in values { text += value.text }
    }

    public mutating func appendInterpolation(_ value: Int) {
      text += "\(value)"
    }

    /// A coordinate, to a tenth.
    public mutating func appendInterpolation(_ value: Double) {
      text += value.coordinate
    }
  }

  /// `text` with the characters that mean something in XML replaced; characters that XML can't hold
  /// at all become U+FFFD.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
        result.unicodeScalars.append("\u{FFFD}")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension [Markup] {
  /// All pieces as one, with `separator` between them.
  func joined(separator: Markup = "") -> Markup {
    Markup(trusted: map(\.text).joined(separator: separator.text))
  }
}

/// A JSON number, kept as its literal so that no digit of it is lost.
public struct JSONNumber: Sendable, Hashable {
  /// The literal, for example `-1.5e3`.
  public let literal: String

  /// For the parser, which has checked the literal's grammar.
  init(checked literal: String) {
    self.literal = literal
  }

  /// An integer of any size.
  public init(_ value: some BinaryInteger) {
    literal = String(value)
  }

  /// The shortest literal that reads back as `value`; `nil` for NaN and infinities.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    literal = value.description
  }

  /// The value when the literal is an integer that fits, without fraction or exponent.
  public var int: Int? { Int(literal) }
  /// The nearest double; infinite when the literal is out of range.
  public var double: Double { Double(literal) ?? .nan }
}

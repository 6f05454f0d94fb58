/// A JSON value, as array attributes and metadata hold it.
public indirect enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// An integer.
  public static func number(_ value: some BinaryInteger) -> JSONValue {
    .number(JSONNumber(value))
  }

  /// A double; NaN and infinities, which JSON lacks, become the strings Zarr uses for them.
  public static func number(_ value: Double) -> JSONValue {
    if let number = JSONNumber(value) { return .number(number) }
    return .string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
  }

  /// The member of an object; `nil` when this isn't an object or has no such member.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The value of an integer literal that fits into an `Int`.
  public var int: Int? {
    guard case .number(let number) = self else { return nil }
    return number.int
  }

  /// The text of a string.
  public var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .number(value) }
  /// A double.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A list.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Null.
  public init(nilLiteral: ()) { self = .null }

  /// An object; the last of equal keys counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}

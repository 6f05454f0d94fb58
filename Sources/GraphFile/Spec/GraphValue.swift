/// A value in a graph file: a scalar, a list or a mapping.
///
/// Two values are equal if they say the same, wherever and however that is written.
public struct GraphValue: Sendable {
  /// A name and its value in a mapping.
  public struct Field: Sendable {
    public let name: String
    public let value: GraphValue
    let location: SourceLocation?

    public init(_ name: String, _ value: GraphValue) {
      self.init(name, value, location: nil)
    }

    init(_ name: String, _ value: GraphValue, location: SourceLocation?) {
      self.name = name
      self.value = value
      self.location = location
    }
  }

  public enum Content: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([GraphValue])
    /// In the order of the file; names are unique.
    case mapping([Field])
  }

  public let content: Content
  /// How a plain scalar is spelled in the file, such as `007`; `nil` if it is quoted or made in
  /// Swift.
  public let spelling: String?
  public let location: SourceLocation?
  /// Whether it is known; it isn't if it hangs on a variable that isn't set.
  let isKnown: Bool

  public init(_ content: Content) {
    self.init(content, location: nil)
  }

  init(
    _ content: Content, spelling: String? = nil, location: SourceLocation?, isKnown: Bool = true
  ) {
    self.content = content
    self.spelling = spelling
    self.location = location
    self.isKnown = isKnown
  }

  /// The value of a field, if this is a mapping that has it.
  public subscript(name: String) -> GraphValue? {
    fields?.first { $0.name == name }?.value
  }

  /// The fields, if this is a mapping.
  public var fields: [Field]? {
    if case .mapping(let fields) = content { fields } else { nil }
  }

  /// A scalar as text: as it is spelled in the file, if it comes from one. `nil` for other values.
  public var text: String? {
    if let spelling { return spelling }
    switch content {
    case .text(let text): return text
    case .boolean(let boolean): return String(boolean)
    case .integer(let integer): return String(integer)
    case .number(let number): return String(number)
    case .null, .list, .mapping: return nil
    }
  }

  /// The same value at another place.
  func moved(to location: SourceLocation?) -> GraphValue {
    let content: Content =
      switch self.content {
      case .list(let values): .list(values.map { $0.moved(to: location) })
      case .mapping(let fields):
        .mapping(
          fields.map { Field($0.name, $0.value.moved(to: location), location: location) })
      default: self.content
      }
    return GraphValue(content, spelling: spelling, location: location, isKnown: isKnown)
  }
}

extension GraphValue: Hashable {
  public static func == (left: GraphValue, right: GraphValue) -> Bool {
    left.content == right.content
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(content)
  }
}

extension GraphValue.Field: Hashable {
  public static func == (left: GraphValue.Field, right: GraphValue.Field) -> Bool {
    left.name == right.name && left.value == right.value
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value)
  }
}

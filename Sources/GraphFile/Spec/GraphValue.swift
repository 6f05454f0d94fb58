/// A value in a graph file: a scalar, a list or a mapping.
///
/// Two values are equal if they say the same, wherever and however that is written.
public struct GraphValue: Sendable {
  /// A name and its value in a mapping.
  public struct Field: Sendable, Hashable {
    public let name: String
    public let value: GraphValue
    /// Where the name stands.
    public let location: SourceLocation?

    public init(_ name: String, _ value: GraphValue, location: SourceLocation? = nil) {
      self.name = name
      self.value = value
      self.location = location
    }

    public static func == (left: Field, right: Field) -> Bool {
      left.name == right.name && left.value == right.value
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(value)
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
  /// How a scalar is spelled in the file, such as `007`; `nil` outside a file.
  public let spelling: String?
  public let location: SourceLocation?

  public init(_ content: Content, spelling: String? = nil, location: SourceLocation? = nil) {
    self.content = content
    self.spelling = spelling
    self.location = location
  }

  /// The value of a field, if this is a mapping that has it.
  public subscript(name: String) -> GraphValue? {
    fields?.first { $0.name == name }?.value
  }

  /// The fields, if this is a mapping.
  public var fields: [Field]? {
    if case .mapping(let fields) = content { fields } else { nil }
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

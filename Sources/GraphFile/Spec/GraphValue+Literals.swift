extension GraphValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) {
    self.init(.text(value))
  }
}

extension GraphValue: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) {
    self.init(.integer(value))
  }
}

extension GraphValue: ExpressibleByFloatLiteral {
  public init(floatLiteral value: Double) {
    self.init(.number(value))
  }
}

extension GraphValue: ExpressibleByBooleanLiteral {
  public init(booleanLiteral value: Bool) {
    self.init(.boolean(value))
  }
}

extension GraphValue: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: GraphValue...) {
    self.init(.list(elements))
  }
}

extension GraphValue {
  /// A value as it is written on a command line, in YAML's notation of scalars and `[lists]`.
  public static func parsing(_ text: String) -> GraphValue {
    if text.hasPrefix("["), let list = YAMLReader.read(text, file: nil).root,
      case .list = list.content
    {
      return list
    }
    return GraphValue(.init(plainScalar: text), spelling: text, location: nil)
  }

  public static func text(_ text: String) -> GraphValue { GraphValue(.text(text)) }
  public static func integer(_ integer: Int) -> GraphValue { GraphValue(.integer(integer)) }
  public static func number(_ number: Double) -> GraphValue { GraphValue(.number(number)) }
  public static func boolean(_ boolean: Bool) -> GraphValue { GraphValue(.boolean(boolean)) }
  public static func list(_ values: [GraphValue]) -> GraphValue { GraphValue(.list(values)) }
  public static func texts(_ texts: [String]) -> GraphValue { .list(texts.map { .text($0) }) }
}

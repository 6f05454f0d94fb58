/// A `${variable}` of a graph file.
public struct VariableSpec: Sendable, Hashable {
  public let name: String
  /// `nil` if the variable must be set.
  public let defaultValue: GraphValue?
  public let help: String?
  let location: SourceLocation?

  public init(_ name: String, default defaultValue: GraphValue? = nil, help: String? = nil) {
    self.init(name, default: defaultValue, help: help, location: nil)
  }

  init(
    _ name: String, default defaultValue: GraphValue?, help: String?, location: SourceLocation?
  ) {
    self.name = name
    self.defaultValue = defaultValue
    self.help = help
    self.location = location
  }

  public static func == (left: VariableSpec, right: VariableSpec) -> Bool {
    left.name == right.name && left.defaultValue == right.defaultValue && left.help == right.help
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(defaultValue)
    hasher.combine(help)
  }
}

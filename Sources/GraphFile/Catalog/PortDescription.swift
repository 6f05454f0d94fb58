/// One input of a stage kind.
public struct PortDescription: Sendable, Hashable {
  /// The name under `from:`.
  public let name: String
  /// The element types that it takes; any one of them will do.
  public let accepts: [ElementType]
  public let isRequired: Bool
  /// One sentence for the catalog.
  public let help: String

  public init(
    _ name: String, accepts: [ElementType], isRequired: Bool = true, help: String
  ) {
    self.name = name
    self.accepts = accepts
    self.isRequired = isRequired
    self.help = help
  }

  /// A port that takes one element type.
  public init(_ name: String, _ type: ElementType, isRequired: Bool = true, help: String) {
    self.init(name, accepts: [type], isRequired: isRequired, help: help)
  }

  /// Whether items of `type` may arrive here.
  public func accepts(_ type: ElementType) -> Bool {
    accepts.contains { $0.accepts(type) }
  }
}

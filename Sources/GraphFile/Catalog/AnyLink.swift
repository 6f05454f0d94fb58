public import Dataflow

/// A link whose Swift type is out of sight, as the builder of a graph file hands it on.
public struct AnyLink: Sendable {
  /// What travels on it, as the plan knows it.
  public let type: ElementType
  private let link: any Sendable
  private let value: any Any.Type

  /// Hides the type of `link`.
  public init<Value: Sendable>(_ link: Link<Value>, as type: ElementType) {
    self.type = type
    self.link = link
    value = Value.self
  }

  /// The link with its Swift type again.
  ///
  /// - Throws: `GraphFileError.otherSwiftType` if it carries something else: two stages of the
  ///   catalog then use one element type for different Swift types.
  public func typed<Value: Sendable>(as type: Value.Type = Value.self) throws -> Link<Value> {
    guard let link = link as? Link<Value> else {
      throw GraphFileError.otherSwiftType(
        element: self.type, found: "\(value)", expected: "\(type)")
    }
    return link
  }
}

/// Which item: its group and its place in it. For CT: a case and a slice.
public struct ItemKey: Hashable, Sendable, CustomStringConvertible {
  public let group: String
  public let index: Int

  public init(group: String, index: Int) {
    self.group = group
    self.index = index
  }

  public var description: String { "\(group)[\(index)]" }
}

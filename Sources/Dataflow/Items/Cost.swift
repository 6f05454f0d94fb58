/// What one item costs a stage in memory, so that it can be admitted before it is read.
public struct Cost: Sendable, Hashable {
  /// Bytes that the stage's output, and the work on it, hold until the last sink is done.
  public var item: Int
  /// Bytes held once for each open group, such as a volume that must be read whole.
  public var group: Int
  /// How many items the stage may make of one, at most. Later stages' costs count that often.
  public var fanOut: Int

  public init(item: Int = 0, group: Int = 0, fanOut: Int = 1) {
    self.item = item
    self.group = group
    self.fanOut = fanOut
  }

  /// A stage that holds nothing worth counting.
  public static let none = Cost()
}

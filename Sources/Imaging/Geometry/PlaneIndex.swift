/// The position of a pixel in the slices of a volume: 0-based, whatever the volume's storage.
public struct PlaneIndex: Hashable, Sendable, CustomStringConvertible {
  public var row: Int
  public var column: Int
  public var slice: Int

  public init(row: Int, column: Int, slice: Int) {
    self.row = row
    self.column = column
    self.slice = slice
  }

  public var description: String { "(row \(row), column \(column), slice \(slice))" }
}

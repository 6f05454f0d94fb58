/// A rectangle of pixels with both corners inside: x is a column, y a row, 0-based.
public struct PixelBox: Sendable, Hashable {
  /// First column.
  public var x0: Int
  /// First row.
  public var y0: Int
  /// Last column, inside the box.
  public var x1: Int
  /// Last row, inside the box.
  public var y1: Int

  /// The box of columns `x0 ... x1` and rows `y0 ... y1`.
  public init(x0: Int, y0: Int, x1: Int, y1: Int) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  /// How many columns it has.
  public var columns: Int { x1 - x0 + 1 }
  /// How many rows it has.
  public var rows: Int { y1 - y0 + 1 }

  /// Whether the pixel at column `x`, row `y` is inside.
  public func contains(x: Int, y: Int) -> Bool {
    x0 <= x && x <= x1 && y0 <= y && y <= y1
  }

  /// The smallest box around both.
  public func union(_ other: PixelBox) -> PixelBox {
    PixelBox(
      x0: min(x0, other.x0), y0: min(y0, other.y0), x1: max(x1, other.x1), y1: max(y1, other.y1))
  }
}

/// A two-dimensional picture in memory: `rows × columns` pixels, row-major.
public struct Plane<Pixel: Sendable>: Sendable {
  public let rows: Int
  public let columns: Int
  /// `rows * columns` pixels; pixel (row r, column c) is at `r * columns + c`.
  public var pixels: [Pixel]

  /// Wraps `pixels`, which must hold `rows * columns` values.
  public init(rows: Int, columns: Int, pixels: [Pixel]) {
    precondition(pixels.count == rows * columns, "a plane needs rows * columns pixels")
    self.rows = rows
    self.columns = columns
    self.pixels = pixels
  }

  /// A plane filled with one value.
  public init(rows: Int, columns: Int, repeating pixel: Pixel) {
    self.init(
      rows: rows, columns: columns, pixels: Array(repeating: pixel, count: rows * columns))
  }

  public subscript(row: Int, column: Int) -> Pixel {
    get { pixels[row * columns + column] }
    set { pixels[row * columns + column] = newValue }
  }
}

extension Plane: Equatable where Pixel: Equatable {}

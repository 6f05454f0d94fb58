/// Where each pixel of a warped plane comes from: an affine map of its position, and on top of that
/// a displacement.
///
/// Positions are those of the pixels' centres: row 0, column 0 is the first pixel's. What lies outside
/// the source counts as a constant, of a picture 0, so that edges fade within a pixel.
public struct PlaneWarp: Sendable {
  /// `offset + perRow * row + perColumn * column`.
  public struct Coordinate: Hashable, Sendable {
    public var offset: Double
    public var perRow: Double
    public var perColumn: Double

    public init(offset: Double, perRow: Double, perColumn: Double) {
      self.offset = offset
      self.perRow = perRow
      self.perColumn = perColumn
    }
  }

  /// The size of source and result.
  public let height: Int
  public let width: Int
  /// The source's row and column, of the result's.
  public let row: Coordinate
  public let column: Coordinate
  public let displacement: SplineDisplacement?

  public init(
    height: Int, width: Int, row: Coordinate, column: Coordinate,
    displacement: SplineDisplacement? = nil
  ) {
    precondition(height >= 0 && width >= 0, "no negative sizes")
    precondition(
      displacement.map { $0.height == height && $0.width == width } ?? true,
      "the displacement of another size")
    self.height = height
    self.width = width
    self.row = row
    self.column = column
    self.displacement = displacement
  }

  /// The source's row and column of each pixel of the result's row `index`, moved to where they can be
  /// turned into integers: just outside is as good as far outside. Neither NaN nor infinities stay.
  func coordinates(
    ofRow index: Int, _ rows: UnsafeMutablePointer<Float>, _ columns: UnsafeMutablePointer<Float>
  ) {
    fill(rows, row, index)
    fill(columns, column, index)
    displacement?.add(toRow: index, rows, columns)
    clamp(rows, below: Float(height + 1))
    clamp(columns, below: Float(width + 1))
  }

  private func fill(_ line: UnsafeMutablePointer<Float>, _ coordinate: Coordinate, _ index: Int) {
    let start = Float(coordinate.offset + coordinate.perRow * Double(index))
    let step = Float(coordinate.perColumn)
    for i in 0..<width { line[i] = start + step * Float(Int32(truncatingIfNeeded: i)) }
  }

  private func clamp(_ line: UnsafeMutablePointer<Float>, below high: Float) {
    for i in 0..<width {
      let value = line[i] < high ? line[i] : high
      line[i] = value > -2 ? value : -2
    }
  }

  /// Hands over the coordinates of every row of the result, with its number.
  @inline(__always)
  func forEachRow(_ body: (Int, UnsafePointer<Float>, UnsafePointer<Float>) -> Void) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * max(width, 1)) { scratch in
      let rows = scratch.baseAddress!
      let columns = rows + width
      for index in 0..<height {
        coordinates(ofRow: index, rows, columns)
        body(index, rows, columns)
      }
    }
  }
}

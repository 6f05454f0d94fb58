/// A smooth field, computed at some pixels of a slice and interpolated between them.
struct PhantomLattice {
  private let firstColumn: Int
  private let firstRow: Int
  private let step: Int
  private let nodesAcross: Int
  private var nodes: [Float] = []

  /// The field on the given pixels; nodes lie `step` pixels apart.
  init(
    _ grid: PhantomSliceGrid, _ columns: Range<Int>, _ rows: Range<Int>, step: Int,
    _ field: (BodyPoint) -> Float
  ) {
    firstColumn = columns.lowerBound
    firstRow = rows.lowerBound
    self.step = step
    nodesAcross = columns.count / step + 2
    let nodesDown = rows.count / step + 2
    nodes.reserveCapacity(nodesAcross * nodesDown)
    for row in 0..<nodesDown {
      for column in 0..<nodesAcross {
        nodes.append(
          field(grid.point(column: firstColumn + column * step, row: firstRow + row * step)))
      }
    }
  }

  @inline(__always)
  subscript(column: Int, row: Int) -> Float {
    let (x, y) = (column - firstColumn, row - firstRow)
    let node = y / step * nodesAcross + x / step
    let (u, v) = (Float(x % step) / Float(step), Float(y % step) / Float(step))
    let upper = nodes[node] + (nodes[node + 1] - nodes[node]) * u
    let lower =
      nodes[node + nodesAcross] + (nodes[node + nodesAcross + 1] - nodes[node + nodesAcross]) * u
    return upper + (lower - upper) * v
  }
}

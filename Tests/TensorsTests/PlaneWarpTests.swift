import Testing

@testable import Tensors

struct PlaneWarpTests {
  @Test func turnsAreNumpys() {
    let plane = (0..<6).map { UInt8($0) }  // 0 1 2; 3 4 5
    var order = PlaneOrder(height: 2, width: 3)
    order.turn()
    #expect((order.height, order.width) == (3, 2))
    #expect(order(plane) == [2, 5, 1, 4, 0, 3])
    order.turn()
    #expect(order(plane) == [5, 4, 3, 2, 1, 0])
    order.mirrorRows()
    #expect(order(plane) == [2, 1, 0, 5, 4, 3])
    order.mirrorColumns()
    #expect(order(plane) == plane)
    #expect(order(plane.map { Float($0) }) == plane.map { Float($0) })
    order.mirrorColumns()
    order.turn()
    #expect(order(plane) == [0, 3, 1, 4, 2, 5])
  }

  private let asItIs = (
    row: PlaneWarp.Coordinate(offset: 0, perRow: 1, perColumn: 0),
    column: PlaneWarp.Coordinate(offset: 0, perRow: 0, perColumn: 1)
  )

  @Test func theIdentityIsExact() {
    let warp = PlaneWarp(height: 9, width: 11, row: asItIs.row, column: asItIs.column)
    let picture = (0..<99).map { 1 / Float($0 + 3) }
    #expect(warp(linear: picture) == picture)
    let bytes = (0..<99).map { UInt8($0 * 2) }
    #expect(warp(nearest: bytes, outside: 7) == bytes)
  }

  @Test func whatLiesOutsideIsZeroOrWhatIsAskedFor() {
    let warp = PlaneWarp(
      height: 2, width: 3, row: asItIs.row,
      column: PlaneWarp.Coordinate(offset: 1.5, perRow: 0, perColumn: 1))
    #expect(warp(linear: [1, 2, 4, 8, 16, 32]) == [3, 2, 0, 24, 16, 0])
    #expect(warp(nearest: [1, 2, 4, 8, 16, 32], outside: 9) == [4, 9, 9, 32, 9, 9])
  }

  @Test func displacementsAreTheSpline() {
    let (height, width, spacing) = (19, 33, 6.5)
    let points = SplineDisplacement.controlPoints(height: height, width: width, spacing: spacing)
    let count = points.rows * points.columns
    let rows = (0..<count).map { Float(($0 * 37) % 61) / 10 - 3 }
    let columns = (0..<count).map { Float(($0 * 53) % 59) / 10 - 3 }
    let warp = PlaneWarp(
      height: height, width: width, row: asItIs.row, column: asItIs.column,
      displacement: SplineDisplacement(
        height: height, width: width, spacing: spacing, rows: rows, columns: columns))
    var (largest, farthest) = (0.0, 0.0)
    warp.forEachRow { row, sourceRows, sourceColumns in
      for column in 0..<width {
        var (y, x) = (0.0, 0.0)
        for i in 0..<points.rows {
          for j in 0..<points.columns {
            // Control point number i lies at i - 1 spacings.
            let weight =
              cubic(Double(row) / spacing - Double(i - 1))
              * cubic(Double(column) / spacing - Double(j - 1))
            y += weight * Double(rows[i * points.columns + j])
            x += weight * Double(columns[i * points.columns + j])
          }
        }
        farthest = max(farthest, max(abs(y), abs(x)))
        // Where coordinates aren't clamped.
        let (expectedRow, expectedColumn) = (
          min(max(y + Double(row), -2), Double(height + 1)),
          min(max(x + Double(column), -2), Double(width + 1))
        )
        largest = max(largest, abs(Double(sourceRows[column]) - expectedRow))
        largest = max(largest, abs(Double(sourceColumns[column]) - expectedColumn))
      }
    }
    // single precision of coordinates up to 33
    #expect(largest < 1e-5)
    #expect(farthest > 1 && farthest <= 3)
  }

  /// The cubic B-spline around 0, as the textbooks write it.
  private func cubic(_ x: Double) -> Double {
    let x = abs(x)
    if x < 1 { return 2.0 / 3 - x * x + x * x * x / 2 }
    return x < 2 ? (2 - x) * (2 - x) * (2 - x) / 6 : 0
  }

  @Test func pixelsAreCountedAndFound() {
    let labels: [UInt8] = [0, 3, 255, 3, 0, 7]
    let counts = PlaneCounting.histogram(labels)
    #expect(counts[0] == 2 && counts[3] == 2 && counts[7] == 1 && counts[255] == 1)
    #expect(counts.reduce(0, +) == 6)
    var isWanted = Array(repeating: false, count: 256)
    isWanted[3] = true
    isWanted[7] = true
    let found = (0..<4).map { PlaneCounting.pixel($0, of: labels, where: isWanted) }
    #expect(found == [1, 3, 5, nil])
  }
}

import Foundation
import Tensors
import Testing

@testable import Training

struct AugmentationGeometryTests {
  /// Turned, sheared, magnified and moved: each pixel is where the plain definition has it.
  @Test(arguments: [
    SlicePlacement(rotation: 27, shear: (0.1, -0.2), translation: (3.25, -5.5), zoom: 1.3),
    SlicePlacement(rotation: -160, shear: (0, 0.3), translation: (0, 0), zoom: 0.6),
    SlicePlacement(rotation: 0, shear: (0, 0), translation: (0.5, 0.25), zoom: 1),
  ])
  func anAffineWarpIsItsDefinition(_ placement: SlicePlacement) {
    let slice = TrainingSlice.random(height: 47, width: 62, seed: 1)
    var warped = slice
    warped.warp(placement.warp(height: 47, width: 62, nil))
    var (largest, wrong) = (0.0, 0)
    for row in 0..<47 {
      for column in 0..<62 {
        let (y, x) = source(of: row, column, placement, 47, 62)
        let value = slice.interpolated(y, x)
        largest = max(largest, abs(value - Double(warped.image[row * 62 + column])))
        // Coordinates are single precision: what lies between two pixels may go either way.
        let isTie = abs(y - floor(y) - 0.5) < 1e-4 || abs(x - floor(x) - 0.5) < 1e-4
        let label = slice.nearest(slice.target, y, x, outside: 0)
        let sure = slice.nearest(slice.confidence!, y, x, outside: 255)
        let index = row * 62 + column
        if !isTie && (label != warped.target[index] || sure != warped.confidence![index]) {
          wrong += 1
        }
      }
    }
    // 1e-5 pixels in single precision, times differences of up to 1 between pixels
    #expect(largest < 1e-4)
    #expect(wrong == 0)
  }

  /// Solves the forward map for the position by Cramer's rule.
  private func source(
    of row: Int, _ column: Int, _ placement: SlicePlacement, _ height: Int, _ width: Int
  ) -> (Double, Double) {
    let angle = placement.rotation * .pi / 180
    func forward(_ y: Double, _ x: Double) -> (Double, Double) {
      let (y, x) = (y * placement.zoom, x * placement.zoom)
      let (v, u) = (y + placement.shear.rows * x, x + placement.shear.columns * y)
      return (cos(angle) * v - sin(angle) * u, sin(angle) * v + cos(angle) * u)
    }
    let (ofRow, ofColumn) = (forward(1, 0), forward(0, 1))
    let middle = (Double(height - 1) / 2, Double(width - 1) / 2)
    let y = Double(row) - middle.0 - placement.translation.rows
    let x = Double(column) - middle.1 - placement.translation.columns
    let determinant = ofRow.0 * ofColumn.1 - ofColumn.0 * ofRow.1
    return (
      middle.0 + (y * ofColumn.1 - ofColumn.0 * x) / determinant,
      middle.1 + (ofRow.0 * x - y * ofRow.1) / determinant
    )
  }

  @Test func aPositiveRotationIsCounterclockwise() {
    // A dot right of the middle goes up.
    var slice = TrainingSlice.empty(height: 5, width: 5)
    slice.image[2 * 5 + 4] = 1
    slice.warp(SlicePlacement(rotation: 90).warp(height: 5, width: 5, nil))
    #expect(abs(slice.image[2] - 1) < 1e-5)
  }

  @Test func aZoomMagnifies() {
    var slice = TrainingSlice.empty(height: 9, width: 9)
    for index in 3...5 { for column in 3...5 { slice.target[index * 9 + column] = 2 } }
    slice.warp(SlicePlacement(zoom: 2).warp(height: 9, width: 9, nil))
    #expect(slice.target.count { $0 == 2 } >= 25)
  }

  @Test func displacementsAreTheSpline() throws {
    let (height, width, spacing) = (19, 33, 6.5)
    let points = SplineDisplacement.controlPoints(height: height, width: width, spacing: spacing)
    var random = SliceRandom(3, .elastic)
    func drawn() -> [Float] {
      (0..<points.rows * points.columns).map { _ in Float(random.between(-3, 3)) }
    }
    let (rows, columns) = (drawn(), drawn())
    let slice = TrainingSlice.random(height: height, width: width, seed: 8)
    var warped = slice
    warped.warp(
      SlicePlacement().warp(
        height: height, width: width,
        SplineDisplacement(
          height: height, width: width, spacing: spacing, rows: rows, columns: columns)))
    var largest = 0.0
    for row in 0..<height {
      for column in 0..<width {
        let position = (Double(row) / spacing, Double(column) / spacing)
        var (y, x) = (Double(row), Double(column))
        for i in 0..<points.rows {
          for j in 0..<points.columns {
            // Control point number i lies at (i - 1) spacings.
            let weight = cubic(position.0 - Double(i - 1)) * cubic(position.1 - Double(j - 1))
            y += weight * Double(rows[i * points.columns + j])
            x += weight * Double(columns[i * points.columns + j])
          }
        }
        largest = max(
          largest,
          abs(slice.interpolated(y, x) - Double(warped.image[row * width + column])))
      }
    }
    #expect(largest < 1e-4)
  }

  /// The cubic B-spline around 0, as the textbooks write it.
  private func cubic(_ x: Double) -> Double {
    let x = abs(x)
    if x < 1 { return 2.0 / 3 - x * x + x * x * x / 2 }
    return x < 2 ? (2 - x) * (2 - x) * (2 - x) / 6 : 0
  }

  @Test func aDisplacementStaysBelowItsMagnitude() throws {
    let augmentation = Augmentation(
      elastic: .init(probability: 1, spacing: 16, magnitude: 5...5))
    for seed: UInt64 in 0..<20 {
      let warp = try #require(augmentation.warp(height: 40, width: 50, seed: seed))
      warp.forEachRow { row, rows, columns in
        for column in 0..<50 {
          #expect(abs(rows[column] - Float(row)) < 5.001)
          #expect(abs(columns[column] - Float(column)) < 5.001)
        }
      }
    }
  }

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
    #expect(order(plane.map(Float.init)) == plane.map(Float.init))
    order.mirrorColumns()
    order.turn()
    #expect(order(plane) == [0, 3, 1, 4, 2, 5])
  }

  @Test func slicesThatAreNotSquareKeepTheirShape() {
    let slice = TrainingSlice.random(height: 6, width: 9, seed: 2)
    let augmentation = Augmentation(rot90: .init(probability: 1))
    for seed: UInt64 in 0..<10 {
      let turned = augmentation(slice, seed: seed)
      #expect((turned.height, turned.width) == (6, 9))
      #expect(turned.image == slice.image.reversed())
      #expect(turned.target == slice.target.reversed())
      #expect(turned.confidence == slice.confidence!.reversed())
    }
  }

  @Test func coordinatesThatAreNoNumbersAreOutside() {
    var slice = TrainingSlice.random(height: 4, width: 5, seed: 2)
    slice.warp(SlicePlacement(zoom: 0).warp(height: 4, width: 5, nil))
    #expect(slice.image.allSatisfy { $0 == 0 } && slice.target.allSatisfy { $0 == 0 })
    #expect(slice.confidence!.allSatisfy { $0 == 255 })
  }
}

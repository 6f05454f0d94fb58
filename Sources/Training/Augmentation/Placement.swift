internal import Foundation
internal import Tensors

/// Where the pixels of a changed slice come from: rotation, shear, zoom, translation and a smooth
/// displacement, composed, so that a slice is interpolated only once.
struct Placement {
  let height: Int
  let width: Int
  /// Radians.
  var rotation = 0.0
  var shear = (rows: 0.0, columns: 0.0)
  /// Parts of height and width.
  var translation = (rows: 0.0, columns: 0.0)
  var zoom = 1.0
  private var displacement: SplineDisplacement?

  /// Pixels between the control points of displacements.
  private static let spacing = 32.0
  /// A cubic B-spline whose control points move by no more than 0.48 of their distance doesn't fold
  /// (Choi & Lee, "Injectivity conditions of 2D and 3D uniform cubic B-spline functions", 2000).
  static let largestDisplacement = 15.0

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  var isIdentity: Bool {
    rotation == 0 && shear == (0, 0) && translation == (0, 0) && zoom == 1 && displacement == nil
  }

  /// Draws displacements of up to `magnitude` pixels along each axis.
  mutating func displace(by magnitude: Double, _ random: inout SplitMix64) {
    guard magnitude > 0, magnitude.isFinite else { return }
    let points = SplineDisplacement.controlPoints(
      height: height, width: width, spacing: Self.spacing)
    func drawn() -> [Float] {
      (0..<points.rows * points.columns).map { _ in
        Float(magnitude * (2 * random.unit() - 1))
      }
    }
    let (rows, columns) = (drawn(), drawn())
    displacement = SplineDisplacement(
      height: height, width: width, spacing: Self.spacing, rows: rows, columns: columns)
  }

  /// From a changed pixel to the row and column that it comes from:
  /// `row = a · y + b · x + c`, `column = d · y + e · x + f`.
  var matrix: (a: Double, b: Double, c: Double, d: Double, e: Double, f: Double) {
    // The change turns, shears and enlarges around the middle; its inverse is applied.
    let (cosine, sine) = (cos(rotation) / zoom, sin(rotation) / zoom)
    let a = cosine + sine * shear.columns
    let b = cosine * shear.rows + sine
    let d = -sine + cosine * shear.columns
    let e = -sine * shear.rows + cosine
    let (middleY, middleX) = (Double(height - 1) / 2, Double(width - 1) / 2)
    let y = middleY + translation.rows * Double(height)
    let x = middleX + translation.columns * Double(width)
    return (a, b, middleY - a * y - b * x, d, e, middleX - d * y - e * x)
  }

  /// Which position of the slice is seen at which of the changed one.
  var warp: PlaneWarp {
    let m = matrix
    return PlaneWarp(
      height: height, width: width,
      row: PlaneWarp.Coordinate(offset: m.c, perRow: m.a, perColumn: m.b),
      column: PlaneWarp.Coordinate(offset: m.f, perRow: m.d, perColumn: m.e),
      displacement: displacement)
  }
}

extension TrainingSlice {
  /// The slice under a placement: grey values between pixels, labels of the nearest. What comes from
  /// beyond is black and background.
  func resampled(_ placement: Placement) -> TrainingSlice {
    let warp = placement.warp
    return TrainingSlice(
      height: height, width: width, image: warp(linear: image),
      target: warp(nearest: target, outside: 0),
      confidence: confidence.map { warp(nearest: $0, outside: 0) })
  }

  /// Mirrored top to bottom, left to right, or both.
  func mirrored(rows: Bool, columns: Bool) -> TrainingSlice {
    var order = PlaneOrder(height: height, width: width)
    if rows { order.mirrorRows() }
    if columns { order.mirrorColumns() }
    return rows || columns ? reordered(order) : self
  }

  /// Turned counterclockwise so many times by 90 degrees; by 180 where that would change the shape.
  func turned(_ turns: Int) -> TrainingSlice {
    guard turns % 4 != 0 else { return self }
    var order = PlaneOrder(height: height, width: width)
    for _ in 0..<(height == width ? turns % 4 : 2) { order.turn() }
    return reordered(order)
  }

  private func reordered(_ order: PlaneOrder) -> TrainingSlice {
    TrainingSlice(
      height: order.height, width: order.width, image: order(image), target: order(target),
      confidence: confidence.map { order($0) })
  }
}

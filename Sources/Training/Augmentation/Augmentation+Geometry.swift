internal import Tensors

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Augmentation {
  /// How the slice with this seed is mirrored and turned; nil if it isn't.
  func order(height: Int, width: Int, seed: UInt64) -> PlaneOrder? {
    let asItIs = PlaneOrder(height: height, width: width)
    var order = asItIs
    if let flips {
      var random = SliceRandom(seed, .flips)
      if random.happens(flips.probability) { order.mirrorRows() }
      if random.happens(flips.probability) { order.mirrorColumns() }
    }
    if let rot90 {
      var random = SliceRandom(seed, .rot90)
      if random.happens(rot90.probability) {
        let turns = 1 + random.below(3)
        for _ in 0..<(height == width ? turns : 2) { order.turn() }
      }
    }
    return order == asItIs ? nil : order
  }

  /// How the slice with this seed is resampled; nil if it isn't.
  func warp(height: Int, width: Int, seed: UInt64) -> PlaneWarp? {
    var placement = SlicePlacement()
    if let affine {
      var random = SliceRandom(seed, .affine)
      if random.happens(affine.probability) {
        func drawn(_ most: Double) -> Double { random.between(-most, most) }
        placement.rotation = drawn(affine.rotation)
        placement.shear = (drawn(affine.shear), drawn(affine.shear))
        placement.translation = (
          drawn(affine.translation) * Double(height), drawn(affine.translation) * Double(width)
        )
      }
    }
    if let zoom {
      var random = SliceRandom(seed, .zoom)
      if random.happens(zoom.probability) { placement.zoom = random.within(zoom.range) }
    }
    let displacement = displacement(height: height, width: width, seed: seed)
    if placement.isIdentity && displacement == nil { return nil }
    return placement.warp(height: height, width: width, displacement)
  }

  private func displacement(height: Int, width: Int, seed: UInt64) -> SplineDisplacement? {
    guard let elastic else { return nil }
    var random = SliceRandom(seed, .elastic)
    guard random.happens(elastic.probability) else { return nil }
    let magnitude = random.within(elastic.magnitude)
    let points = SplineDisplacement.controlPoints(
      height: height, width: width, spacing: elastic.spacing)
    func drawn() -> [Float] {
      (0..<points.rows * points.columns).map { _ in Float(random.between(-magnitude, magnitude)) }
    }
    return SplineDisplacement(
      height: height, width: width, spacing: elastic.spacing, rows: drawn(), columns: drawn())
  }
}

/// Where a slice is put: zoomed, sheared, rotated about its middle, and moved, in this order.
struct SlicePlacement {
  /// Counterclockwise, in degrees.
  var rotation = 0.0
  var shear = (rows: 0.0, columns: 0.0)
  /// In pixels.
  var translation = (rows: 0.0, columns: 0.0)
  var zoom = 1.0

  var isIdentity: Bool {
    rotation == 0 && shear == (0, 0) && translation == (0, 0) && zoom == 1
  }

  /// The inverse: which position of the slice is seen at which of the result.
  func warp(height: Int, width: Int, _ displacement: SplineDisplacement?) -> PlaneWarp {
    let (cosine, sine) = (cos(rotation * .pi / 180), sin(rotation * .pi / 180))
    // zoom · rotation · shear, on (row, column): a b; c d.
    let a = zoom * (cosine - sine * shear.columns)
    let b = zoom * (cosine * shear.rows - sine)
    let c = zoom * (sine + cosine * shear.columns)
    let d = zoom * (sine * shear.rows + cosine)
    let determinant = a * d - b * c
    let middle = (row: Double(height - 1) / 2, column: Double(width - 1) / 2)
    let moved = (row: middle.row + translation.rows, column: middle.column + translation.columns)
    func coordinate(_ perRow: Double, _ perColumn: Double, _ middle: Double)
      -> PlaneWarp.Coordinate
    {
      PlaneWarp.Coordinate(
        offset: middle - perRow * moved.row - perColumn * moved.column, perRow: perRow,
        perColumn: perColumn)
    }
    return PlaneWarp(
      height: height, width: width,
      row: coordinate(d / determinant, -b / determinant, middle.row),
      column: coordinate(-c / determinant, a / determinant, middle.column),
      displacement: displacement)
  }
}

extension TrainingSlice {
  mutating func reorder(_ order: PlaneOrder) {
    image = order(image)
    target = order(target)
    confidence = confidence.map { order($0) }
    (height, width) = (order.height, order.width)
  }

  mutating func warp(_ warp: PlaneWarp) {
    image = warp(linear: image)
    target = warp(nearest: target, outside: 0)
    confidence = confidence.map { warp(nearest: $0, outside: 255) }
  }
}

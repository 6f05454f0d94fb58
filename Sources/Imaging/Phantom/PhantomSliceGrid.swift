/// Where the pixels of one slice lie in the body.
struct PhantomSliceGrid: Sendable {
  /// Pixels from side to side, and from front to back.
  let width: Int
  let height: Int
  /// Distance of pixels, and thickness of the slice, in mm.
  let spacing: Float
  let thickness: Float
  /// Height of the slice in the body, in mm.
  let z: Float
  /// 1 where columns run to the body's left and rows to its back, −1 where the other way.
  let columnSign: Float
  let rowSign: Float

  func point(column: Int, row: Int) -> BodyPoint {
    BodyPoint(
      (Float(column) - Float(width - 1) / 2) * spacing * columnSign,
      (Float(row) - Float(height - 1) / 2) * spacing * rowSign, z)
  }

  /// How far the bending of the body moves a point at most, in mm.
  private static let bend: Float = 12

  /// The pixels that may lie within `margin` mm of shapes given in a standard body; nil if none.
  func pixels(
    around shapes: [PhantomShape], scale: Float, _ margin: Float
  ) -> (columns: Range<Int>, rows: Range<Int>)? {
    var low = BodyPoint(repeating: .infinity)
    var high = -low
    for shape in shapes {
      let (centre, reach) = shape.bounds
      low = pointwiseMin(low, (centre - reach) * scale)
      high = pointwiseMax(high, (centre + reach) * scale)
    }
    let slack = margin + Self.bend
    guard low.z - slack - thickness <= z, z <= high.z + slack + thickness,
      let columns = range(low.x - slack, high.x + slack, columnSign, width),
      let rows = range(low.y - slack, high.y + slack, rowSign, height)
    else { return nil }
    return (columns, rows)
  }

  private func range(_ low: Float, _ high: Float, _ sign: Float, _ count: Int) -> Range<Int>? {
    let middle = Float(count - 1) / 2
    let (a, b) = (low * sign / spacing + middle, high * sign / spacing + middle)
    let first = max(min(a, b).rounded(.down), 0)
    let last = min(max(a, b).rounded(.up), Float(count - 1))
    return first <= last ? Int(first)..<Int(last) + 1 : nil
  }
}

/// How far each pixel of a plane is moved: a uniform cubic B-spline of control points at equal
/// distances, a free-form deformation (Rueckert et al., 1999).
///
/// No pixel moves farther than the control points around it.
public struct SplineDisplacement: Sendable {
  let height: Int
  let width: Int
  private let spacing: Double
  /// `(control rows, W)`: the spline already evaluated along the rows, so that a row of the plane is
  /// a sum of four of these.
  private let rowShifts: [Float]
  private let columnShifts: [Float]

  /// How many rows and columns of control points a plane has.
  ///
  /// - Parameter spacing: pixels between control points; less than 1 counts as 1.
  public static func controlPoints(
    height: Int, width: Int, spacing: Double
  ) -> (rows: Int, columns: Int) {
    (count(height, spacing), count(width, spacing))
  }

  /// - Parameters:
  ///   - rows: `(control rows, control columns)`: by how many rows each control point moves.
  ///   - columns: as many; by how many columns.
  public init(height: Int, width: Int, spacing: Double, rows: [Float], columns: [Float]) {
    let points = Self.controlPoints(height: height, width: width, spacing: spacing)
    precondition(
      rows.count == points.rows * points.columns && columns.count == rows.count,
      "\(points.rows) × \(points.columns) control points, not \(rows.count) and \(columns.count)")
    self.height = height
    self.width = width
    self.spacing = max(1, spacing)
    self.rowShifts = Self.alongRows(rows, points, width, self.spacing)
    self.columnShifts = Self.alongRows(columns, points, width, self.spacing)
  }

  /// Adds the displacements of a row's pixels to their coordinates.
  func add(
    toRow row: Int, _ rows: UnsafeMutablePointer<Float>, _ columns: UnsafeMutablePointer<Float>
  ) {
    let (first, weights) = Self.taps(row, spacing)
    add(rowShifts, first, weights, rows)
    add(columnShifts, first, weights, columns)
  }

  private func add(
    _ shifts: [Float], _ first: Int, _ weights: SIMD4<Float>, _ sum: UnsafeMutablePointer<Float>
  ) {
    shifts.withUnsafeBufferPointer { shifts in
      let a = shifts.baseAddress! + first * width
      let (b, c, d) = (a + width, a + 2 * width, a + 3 * width)
      let (wa, wb, wc, wd) = (weights[0], weights[1], weights[2], weights[3])
      for i in 0..<width {
        sum[i] += (wa * a[i] + wb * b[i]) + (wc * c[i] + wd * d[i])
      }
    }
  }

  private static func alongRows(
    _ values: [Float], _ points: (rows: Int, columns: Int), _ width: Int, _ spacing: Double
  ) -> [Float] {
    let taps = (0..<width).map { Self.taps($0, spacing) }
    var result: [Float] = []
    result.reserveCapacity(points.rows * width)
    for row in 0..<points.rows {
      for (first, weights) in taps {
        let start = row * points.columns + first
        result.append(
          (weights * SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3]))
            .sum())
      }
    }
    return result
  }

  private static func count(_ pixels: Int, _ spacing: Double) -> Int {
    Int(Double(max(pixels - 1, 0)) / max(1, spacing)) + 4
  }

  /// The first of the four control points around a pixel, and the cubic B-spline's weights of them.
  private static func taps(_ pixel: Int, _ spacing: Double) -> (first: Int, SIMD4<Float>) {
    let position = Double(pixel) / spacing
    let first = Int(position)
    let t = position - Double(first)
    let (t2, t3) = (t * t, t * t * t)
    let weights = SIMD4(
      1 - 3 * t + 3 * t2 - t3, 4 - 6 * t2 + 3 * t3, 1 + 3 * t + 3 * t2 - 3 * t3, t3)
    return (first, SIMD4<Float>(weights / 6))
  }
}

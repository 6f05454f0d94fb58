/// Exact distances between the voxels of two surfaces, on a grid of unequal spacings.
///
/// A Euclidean distance transform of the box around both: along slices by counting, then along rows and
/// columns by lower envelopes of parabolas (Felzenszwalb & Huttenlocher, "Distance transforms of sampled
/// functions", 2012). Only slices and rows that are asked about are gone through. Linear in the box;
/// holds 2 bytes for each of its voxels.
enum NearestVoxel {
  /// The distance from each voxel of `queries` to the nearest of `sites`, neither of them empty. mm
  static func distances(
    from queries: MaskSurface, to sites: MaskSurface, spacing: SIMD3<Double>
  ) -> [Double] {
    let low = pointwiseMin(queries.bounds.low, sites.bounds.low)
    let size = pointwiseMax(queries.bounds.high, sites.bounds.high) &- low &+ 1
    return size.x < Int(UInt16.max)
      ? distances(queries, sites, spacing, low, size, gap: UInt16.self)
      : distances(queries, sites, spacing, low, size, gap: UInt32.self)
  }

  private static func distances<Gap: FixedWidthInteger & UnsignedInteger>(
    _ queries: MaskSurface, _ sites: MaskSurface, _ spacing: SIMD3<Double>, _ low: SIMD3<Int>,
    _ size: SIMD3<Int>, gap: Gap.Type
  ) -> [Double] {
    let gaps = sliceGaps(to: sites, low, size, gap: gap)
    let pixels = size.y * size.z
    let none = Gap.max - 1
    var plane = [Double](repeating: 0, count: pixels)
    var column = [Double](repeating: 0, count: size.y)
    var row = [Double](repeating: 0, count: size.z)
    var alongRows = ParabolaEnvelope(capacity: size.y, spacing: spacing.y)
    var alongColumns = ParabolaEnvelope(capacity: size.z, spacing: spacing.z)
    var distances: [Double] = []
    distances.reserveCapacity(queries.voxels.count)
    var next = 0
    while next < queries.voxels.count {
      let slice = queries.voxels[next].slice
      let start = (Int(slice) - low.x) * pixels
      for x in 0..<size.z {
        for y in 0..<size.y {
          let gap = gaps[start + y * size.z + x]
          let distance = Double(gap) * spacing.x
          column[y] = gap == none ? .infinity : distance * distance
        }
        alongRows.build(column)
        for y in 0..<size.y { plane[y * size.z + x] = alongRows.value(at: y) }
      }
      while next < queries.voxels.count, queries.voxels[next].slice == slice {
        let y = queries.voxels[next].row
        let start = (Int(y) - low.y) * size.z
        for x in 0..<size.z { row[x] = plane[start + x] }
        alongColumns.build(row)
        while next < queries.voxels.count, queries.voxels[next].slice == slice,
          queries.voxels[next].row == y
        {
          let x = Int(queries.voxels[next].column) - low.z
          distances.append(alongColumns.value(at: x).squareRoot())
          next += 1
        }
      }
    }
    return distances
  }

  /// For every voxel of the box, how many slices away the nearest site of its row and column is;
  /// `Gap.max - 1` where there is none.
  private static func sliceGaps<Gap: FixedWidthInteger & UnsignedInteger>(
    to sites: MaskSurface, _ low: SIMD3<Int>, _ size: SIMD3<Int>, gap: Gap.Type
  ) -> [Gap] {
    let pixels = size.y * size.z
    var gaps = [Gap](repeating: Gap.max - 1, count: size.x * pixels)
    gaps.withUnsafeMutableBufferPointer { gaps in
      for voxel in sites.voxels {
        let position = voxel.position &- low
        gaps[(position.x * size.y + position.y) * size.z + position.z] = 0
      }
      for index in pixels..<max(pixels, gaps.count) {
        gaps[index] = min(gaps[index], gaps[index - pixels] &+ 1)
      }
      for index in stride(from: gaps.count - pixels - 1, through: 0, by: -1) {
        gaps[index] = min(gaps[index], gaps[index + pixels] &+ 1)
      }
    }
    return gaps
  }
}

/// The lower envelope of parabolas `heights[i] + spacing² (x − i)²`; infinite heights have none.
private struct ParabolaEnvelope {
  private let squaredSpacing: Double
  /// Apex of each parabola on the envelope, from left to right, and its height.
  private var apexes: [Double]
  private var heights: [Double]
  /// Where that parabola begins to be the lowest.
  private var starts: [Double]
  private var count = 0
  private var current = 0

  init(capacity: Int, spacing: Double) {
    squaredSpacing = spacing * spacing
    apexes = Array(repeating: 0, count: capacity)
    heights = apexes
    starts = apexes
  }

  mutating func build(_ values: [Double]) {
    count = 0
    current = 0
    for (index, height) in values.enumerated() where height < .infinity {
      let apex = Double(index)
      var start = -Double.infinity
      while count > 0 {
        let (a, h) = (apexes[count - 1], heights[count - 1])
        start = ((height - h) / (squaredSpacing * (apex - a)) + apex + a) / 2
        guard start <= starts[count - 1] else { break }
        count -= 1
        start = -.infinity
      }
      apexes[count] = apex
      heights[count] = height
      starts[count] = start
      count += 1
    }
  }

  /// The envelope at `position`, which must not decrease between calls.
  mutating func value(at position: Int) -> Double {
    guard count > 0 else { return .infinity }
    let x = Double(position)
    while current + 1 < count, starts[current + 1] <= x { current += 1 }
    let distance = x - apexes[current]
    return heights[current] + squaredSpacing * distance * distance
  }
}

/// Exact Euclidean distances inside a mask.
///
/// Meijster, Roerdink & Hesselink, "A general algorithm for computing distance transforms in
/// linear time" (2000).
public enum DistanceTransform {
  /// Squared distance, in pixels, of every foreground pixel to the nearest background pixel.
  ///
  /// Everything beyond the edge of the plane is background: the squares of
  /// `scipy.ndimage.distance_transform_edt` of the mask padded by one. Background is 0.
  /// Linear in the number of pixels.
  public static func squared(_ mask: Plane<UInt8>) -> Plane<Int> {
    let (rows, columns) = (mask.rows, mask.columns)
    var distances = Plane<Int>(rows: rows, columns: columns, repeating: 0)
    guard rows > 0, columns > 0 else { return distances }
    columnDistances(mask, into: &distances)
    var row = [Int](repeating: 0, count: columns + 2)
    var envelope = LowerEnvelope(capacity: columns + 2)
    distances.pixels.withUnsafeMutableBufferPointer { pixels in
      for start in stride(from: 0, to: rows * columns, by: columns) {
        // one column of background on either side
        for column in 0..<columns { row[column + 1] = pixels[start + column] }
        envelope.build(heights: row)
        envelope.readBackwards { position, squared in
          if 1...columns ~= position { pixels[start + position - 1] = squared }
        }
      }
    }
    return distances
  }

  /// Distance to the nearest background pixel of the same column.
  private static func columnDistances(_ mask: Plane<UInt8>, into distances: inout Plane<Int>) {
    let (rows, columns) = (mask.rows, mask.columns)
    mask.pixels.withUnsafeBufferPointer { mask in
      distances.pixels.withUnsafeMutableBufferPointer { distances in
        for index in mask.indices where mask[index] != 0 {
          distances[index] = 1 + (index >= columns ? distances[index - columns] : 0)
        }
        for index in mask.indices.reversed() {
          let below = index < (rows - 1) * columns ? distances[index + columns] : 0
          distances[index] = min(distances[index], below + 1)
        }
      }
    }
  }
}

/// The lower envelope of parabolas `(x − i)² + heights[i]²`.
private struct LowerEnvelope {
  /// Apex of each parabola on the envelope, from left to right.
  private var apexes: [Int]
  /// First position at which that parabola is lowest.
  private var starts: [Int]
  private var heights: [Int] = []
  private var last = 0

  init(capacity: Int) {
    apexes = Array(repeating: 0, count: capacity)
    starts = Array(repeating: 0, count: capacity)
  }

  private func value(at x: Int, apex: Int) -> Int {
    (x - apex) * (x - apex) + heights[apex] * heights[apex]
  }

  mutating func build(heights: [Int]) {
    self.heights = heights
    last = 0
    apexes[0] = 0
    starts[0] = 0
    for apex in 1..<heights.count {
      while last >= 0,
        value(at: starts[last], apex: apexes[last]) > value(at: starts[last], apex: apex)
      {
        last -= 1
      }
      guard last >= 0 else {
        last = 0
        apexes[0] = apex
        continue
      }
      let previous = apexes[last]
      let (a, b) = (heights[previous], heights[apex])
      // the last position where the earlier parabola is not above the later one
      let crossing =
        (apex * apex - previous * previous + b * b - a * a) / (2 * (apex - previous))
      if crossing + 1 < heights.count {
        last += 1
        apexes[last] = apex
        starts[last] = crossing + 1
      }
    }
  }

  mutating func readBackwards(_ body: (_ position: Int, _ squared: Int) -> Void) {
    for position in stride(from: heights.count - 1, through: 0, by: -1) {
      body(position, value(at: position, apex: apexes[last]))
      if position == starts[last] { last -= 1 }
    }
  }
}

/// Noise as of a reconstructed scan: Gaussian, and alike in neighbouring pixels.
enum CTNoise {
  /// Adds noise to `(height, width)` HU, in place; the same for the same seed.
  static func add(
    to hu: inout [Float], width: Int, height: Int, deviation: Float, seed: UInt64
  ) {
    var white = [Float](repeating: 0, count: hu.count)
    var random = SeededGenerator(seed: seed)
    for index in white.indices { white[index] = Self.gaussian(random.next()) }
    // a binomial filter over five pixels, as a soft reconstruction kernel smooths
    let taps: [Float] = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16]
    let power = taps.reduce(Float(0)) { $0 + $1 * $1 }
    let across = filtered(white, width: width, height: height, step: 1, taps)
    let smooth = filtered(across, width: width, height: height, step: width, taps)
    for index in hu.indices { hu[index] += smooth[index] * (deviation / power) }
  }

  /// Nearly a standard normal number: the sum of four uniform ones.
  private static func gaussian(_ bits: UInt64) -> Float {
    let sum =
      (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    // mean 4 · 32767.5, variance 4 · 65536² / 12
    return (Float(sum) - 131070) * (1 / 37837.23)
  }

  /// Filters along one axis, around the edges (which noise does not mind).
  private static func filtered(
    _ values: [Float], width: Int, height: Int, step: Int, _ taps: [Float]
  ) -> [Float] {
    let count = values.count
    return [Float](unsafeUninitializedCapacity: count) { result, used in
      values.withUnsafeBufferPointer { values in
        for index in 0..<count {
          var sum: Float = 0
          for tap in 0..<5 {
            var source = index + (tap - 2) * step
            if source < 0 { source += count }
            if source >= count { source -= count }
            sum += taps[tap] * values[source]
          }
          result[index] = sum
        }
      }
      used = count
    }
  }
}

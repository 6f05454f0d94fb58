#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What changes the intensities of a picture and leaves its pixels where they are.
///
/// Results aren't clipped to 0…1, as MONAI's aren't.
public enum PlaneIntensity {
  /// Adds the same to every pixel: monai.transforms.ShiftIntensity.
  public static func shift(_ picture: inout [Float], by offset: Float) {
    picture.withUnsafeMutableBufferPointer { picture in
      for i in 0..<picture.count { picture[i] += offset }
    }
  }

  /// Multiplies the distance of every pixel from the mean of all.
  public static func scaleAboutMean(_ picture: inout [Float], by factor: Float) {
    picture.withUnsafeMutableBufferPointer { picture in
      guard !picture.isEmpty else { return }
      let mean = Float(picture.reduce(0.0) { $0 + Double($1) } / Double(picture.count))
      for i in 0..<picture.count { picture[i] = mean + (picture[i] - mean) * factor }
    }
  }

  /// Raises intensities, scaled to 0…1 between the darkest and the brightest pixel, to the power of
  /// `gamma`, and scales them back: monai.transforms.AdjustContrast.
  public static func adjustContrast(_ picture: inout [Float], gamma: Float) {
    let (low, high) = range(picture)
    guard high > low else { return }
    let scale = 1 / (high - low + 1e-7)
    picture.withUnsafeMutableBufferPointer { picture in
      for i in 0..<picture.count {
        picture[i] = powf((picture[i] - low) * scale, gamma) * (high - low) + low
      }
    }
  }

  /// Adds Gaussian noise (Box & Muller, 1958). The same seed adds the same to the same pixels.
  public static func addNoise(_ picture: inout [Float], sigma: Float, seed: UInt64) {
    picture.withUnsafeMutableBufferPointer { picture in
      for pair in 0..<(picture.count + 1) / 2 {
        let random = Kernels.scramble(seed, UInt64(pair))
        // In (0, 1], so that its logarithm is a number.
        let u = Float((random >> 40) + 1) * 0x1p-24
        let angle = Float(random & 0xFF_FFFF) * (0x1p-24 * 2 * Float.pi)
        let radius = sigma * (-2 * logf(u)).squareRoot()
        picture[2 * pair] += radius * cosf(angle)
        if 2 * pair + 1 < picture.count { picture[2 * pair + 1] += radius * sinf(angle) }
      }
    }
  }

  /// The darkest and the brightest pixel; infinities the other way round of no pixels.
  static func range(_ picture: [Float]) -> (low: Float, high: Float) {
    var low = SIMD8<Float>(repeating: .infinity)
    var high = SIMD8<Float>(repeating: -.infinity)
    picture.withUnsafeBufferPointer { picture in
      let whole = picture.count / 8 * 8
      for start in stride(from: 0, to: whole, by: 8) {
        let lanes = UnsafeRawPointer(picture.baseAddress! + start)
          .loadUnaligned(as: SIMD8<Float>.self)
        low.replace(with: lanes, where: lanes .< low)
        high.replace(with: lanes, where: lanes .> high)
      }
      for i in whole..<picture.count {
        low[0] = min(low[0], picture[i])
        high[0] = max(high[0], picture[i])
      }
    }
    return (low.min(), high.max())
  }
}

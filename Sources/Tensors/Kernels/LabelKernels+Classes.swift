extension LabelKernels {
  /// The label value of every pixel: that of the likeliest channel.
  ///
  /// - probabilities: `(1, H, W)` of one class against the background, of which more than a half
  ///   counts; or `(1 + classes, H, W)`, the background first, of which the first largest counts.
  public static func likeliest(_ probabilities: Tensor, _ classes: [Int]) -> [UInt8] {
    let area = probabilities.shape[1] * probabilities.shape[2]
    return [UInt8](unsafeUninitializedCapacity: area) { values, count in
      count = area
      probabilities.withUnsafeBufferPointer { p in
        if classes.count == 1 {
          let value = UInt8(clamping: classes[0])
          for pixel in 0..<area { values[pixel] = p[pixel] > 0.5 ? value : 0 }
          return
        }
        for pixel in 0..<area {
          var (best, place) = (p[pixel], 0)
          for channel in 1...classes.count where p[channel * area + pixel] > best {
            (best, place) = (p[channel * area + pixel], channel)
          }
          values[pixel] = place == 0 ? 0 : UInt8(clamping: classes[place - 1])
        }
      }
    }
  }

  /// How likely every pixel is not background, 0 to 255: of probabilities as above.
  public static func foreground(_ probabilities: Tensor) -> [UInt8] {
    let area = probabilities.shape[1] * probabilities.shape[2]
    let isBinary = probabilities.shape[0] == 1
    return probabilities.withUnsafeBufferPointer { p in
      (0..<area).map { UInt8(min(max((isBinary ? p[$0] : 1 - p[$0]) * 255, 0), 255) + 0.5) }
    }
  }
}

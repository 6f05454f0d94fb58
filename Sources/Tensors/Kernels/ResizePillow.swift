internal import CKernels

/// The resampling filters of Pillow that SAM's tools use.
public enum ResizeFilter: Sendable {
  /// A triangle, two source pixels wide.
  case bilinear
  /// Keys' cubic convolution with a = -1/2, four source pixels wide.
  case bicubic

  var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .bilinear:
      return x < 1 ? 1 - x : 0
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
      return 0
    }
  }
}

extension ByteImage {
  /// The picture at another size, byte for byte what `PIL.Image.resize` of Pillow 13 gives.
  ///
  /// When shrinking, the filter widens with the scale, so that every source pixel counts. Columns
  /// and rows are resized one after the other, rounded to bytes in between, both in fixed point
  /// with 22 fractional bits (Pillow's `libImaging/Resample.c`).
  ///
  /// - Parameter size: at least one pixel each way, as must this picture be.
  public func resized(to size: ImageSize, filter: ResizeFilter) -> ByteImage {
    precondition(!isEmpty && size.height > 0 && size.width > 0, "both pictures have pixels")
    // Pillow's order, which shows in the rounding: rows first where that saves most of the work.
    let lostRows = height - size.height
    if lostRows > 0, lostRows > 2 * (width - size.width) {
      return resized(rows: size.height, filter).resized(columns: size.width, filter)
    }
    return resized(columns: size.width, filter).resized(rows: size.height, filter)
  }

  private func resized(columns: Int, _ filter: ResizeFilter) -> ByteImage {
    if columns == width { return self }
    let taps = ResizeTaps(from: width, to: columns, filter: filter)
    let weights = taps.fixedPointWeights
    let bytes = height * columns * channels
    let picture = [UInt8](unsafeUninitializedCapacity: bytes) { destination, count in
      ck_resize_columns_u8(
        pixels, height, width, destination.baseAddress, columns, channels,
        taps.starts, taps.counts, weights, taps.width)
      count = bytes
    }
    return ByteImage(height: height, width: columns, channels: channels, pixels: picture)
  }

  private func resized(rows: Int, _ filter: ResizeFilter) -> ByteImage {
    if rows == height { return self }
    let taps = ResizeTaps(from: height, to: rows, filter: filter)
    let weights = taps.fixedPointWeights
    let rowBytes = width * channels
    let picture = [UInt8](unsafeUninitializedCapacity: rows * rowBytes) { destination, count in
      ck_resize_rows_u8(
        pixels, rowBytes, destination.baseAddress, rows,
        taps.starts, taps.counts, weights, taps.width)
      count = rows * rowBytes
    }
    return ByteImage(height: rows, width: width, channels: channels, pixels: picture)
  }
}

extension ResizeTaps {
  /// Pillow's antialiased filter (`precompute_coeffs`).
  init(from sourceCount: Int, to count: Int, filter: ResizeFilter) {
    let scale = Double(sourceCount) / Double(count)
    let filterScale = max(scale, 1)
    let support = filter.support * filterScale
    // Pillow multiplies by the reciprocal; dividing would round differently.
    let inverse = 1 / filterScale
    let runs = (0..<count).map { index -> (start: Int, weights: [Double]) in
      let center = (Double(index) + 0.5) * scale
      let start = max(Int(center - support + 0.5), 0)
      let end = min(Int(center + support + 0.5), sourceCount)
      var weights = (start..<end).map { filter.weight(at: (Double($0) - center + 0.5) * inverse) }
      let sum = weights.reduce(0, +)
      if sum != 0 { for tap in weights.indices { weights[tap] /= sum } }
      return (start, weights)
    }
    self.init(sourceCount: sourceCount, runs: runs)
  }

  /// The weights with 22 fractional bits, rounded half away from zero.
  fileprivate var fixedPointWeights: [Int32] {
    weights.map { Int32($0 * Double(1 << 22) + ($0 < 0 ? -0.5 : 0.5)) }
  }
}

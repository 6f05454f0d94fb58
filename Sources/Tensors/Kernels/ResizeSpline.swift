internal import CKernels
internal import Foundation

extension ByteImage {
  /// The picture at another size by cubic spline, as `skimage.transform.resize(order: 3,
  /// preserve_range: True, anti_aliasing: True)` makes it, truncated to bytes.
  ///
  /// When shrinking, a Gaussian of (scale - 1) / 2 pixels goes first; borders are mirrored about
  /// the outermost pixels; results are kept within the range of the whole picture. Within one
  /// level of scikit-image 0.26: where the true value is a whole number, its rounding noise
  /// decides between that number and the one below, and this gives that number.
  ///
  /// - Parameter size: at least one pixel each way, as must this picture be.
  public func resizedByCubicSpline(to size: ImageSize) -> ByteImage {
    precondition(!isEmpty && size.height > 0 && size.width > 0, "both pictures have pixels")
    let low = Double(pixels.min()!)
    let high = Double(pixels.max()!)
    // Far above the rounding noise of the sums below, far below one level.
    let noise = 1e-9
    let rows = ResizeTaps(splineFrom: height, to: size.height)
    let columns = ResizeTaps(splineFrom: width, to: size.width)
    var picture = [UInt8](repeating: 0, count: size.height * size.width * channels)
    var line = [Double](repeating: 0, count: size.width)
    for channel in 0..<channels {
      var plane = [Double](unsafeUninitializedCapacity: height * width) { plane, count in
        for pixel in 0..<(height * width) {
          plane.initializeElement(at: pixel, to: Double(pixels[pixel * channels + channel]))
        }
        count = height * width
      }
      if let blur = ResizeTaps(antialiasing: height, to: size.height) {
        plane = blur.alongRows(of: plane, columns: width)
      }
      if let blur = ResizeTaps(antialiasing: width, to: size.width) {
        plane = blur.alongColumns(of: plane, rows: height)
      }
      plane.withUnsafeMutableBufferPointer { samples in
        for column in 0..<width {
          splinePrefilter(samples.baseAddress! + column, count: height, stride: width)
        }
        for row in 0..<height {
          splinePrefilter(samples.baseAddress! + row * width, count: width, stride: 1)
        }
      }
      let stretched = columns.alongColumns(of: plane, rows: height)
      for row in 0..<size.height {
        rows.line(row, of: stretched, columns: size.width, into: &line)
        for column in 0..<size.width {
          let value = min(max(line[column], low), high)
          picture[(row * size.width + column) * channels + channel] = UInt8(
            min(value + noise, 255))
        }
      }
    }
    return ByteImage(height: size.height, width: size.width, channels: channels, pixels: picture)
  }
}

/// Replaces samples by the coefficients of the cubic B-spline through them, mirrored at both ends
/// (Unser, Aldroubi and Eden, "Fast B-spline transforms", 1991).
private func splinePrefilter(_ samples: UnsafeMutablePointer<Double>, count: Int, stride: Int) {
  guard count > 1 else { return }
  let pole = 3.0.squareRoot() - 2
  let gain = (1 - pole) * (1 - 1 / pole)
  for index in 0..<count { samples[index * stride] *= gain }

  let last = (count - 1) * stride
  let farPower = pow(pole, Double(count - 1))
  var power = pole
  var first = samples[0] + farPower * samples[last]
  for index in 1..<max(count - 1, 1) {
    first += power * (samples[index * stride] + farPower * samples[last - index * stride])
    power *= pole
  }
  samples[0] = first / (1 - farPower * farPower)
  for index in 1..<count { samples[index * stride] += pole * samples[(index - 1) * stride] }

  samples[last] = (pole * samples[last - stride] + samples[last]) * pole / (pole * pole - 1)
  for index in (0..<(count - 1)).reversed() {
    samples[index * stride] = pole * (samples[(index + 1) * stride] - samples[index * stride])
  }
}

extension ResizeTaps {
  /// Weights of B-spline coefficients at the centres of the new pixels.
  fileprivate init(splineFrom sourceCount: Int, to count: Int) {
    let scale = Double(sourceCount) / Double(count)
    self.init(
      mirrored: sourceCount,
      runs: (0..<count).map { index in
        let position = reflected((Double(index) + 0.5) * scale - 0.5, count: sourceCount)
        let x = position - position.rounded(.down)
        let z = 1 - x
        let left = z * z * z / 6
        let middle = (x * x * (x - 2) * 3 + 4) / 6
        let right = (z * z * (z - 2) * 3 + 4) / 6
        return (Int(position.rounded(.down)) - 1, [left, middle, right, 1 - left - middle - right])
      })
  }

  /// The Gaussian that goes before shrinking, four standard deviations wide each way; none when
  /// not shrinking.
  fileprivate init?(antialiasing sourceCount: Int, to count: Int) {
    let sigma = (Double(sourceCount) / Double(count) - 1) / 2
    guard sigma > 0 else { return nil }
    let radius = Int(4 * sigma + 0.5)
    let bell = (-radius...radius).map { exp(-0.5 / (sigma * sigma) * Double($0 * $0)) }
    let sum = bell.reduce(0, +)
    let kernel = bell.map { $0 / sum }
    self.init(mirrored: sourceCount, runs: (0..<sourceCount).map { ($0 - radius, kernel) })
  }

  /// Runs that may reach over the ends of the line, where it continues as in a mirror that stands
  /// on its outermost sample.
  private init(mirrored sourceCount: Int, runs: [(start: Int, weights: [Double])]) {
    self.init(
      sourceCount: sourceCount,
      runs: runs.map { run in
        let indices = run.weights.indices.map { mirrored(run.start + $0, count: sourceCount) }
        let start = indices.min() ?? 0
        var folded = [Double](repeating: 0, count: (indices.max() ?? 0) - start + 1)
        for (index, weight) in zip(indices, run.weights) { folded[index - start] += weight }
        return (start, folded)
      })
  }

  /// Resizes the rows of a plane: `(rows, sourceCount)` to `(rows, count)`.
  fileprivate func alongColumns(of plane: [Double], rows: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: rows * count) { destination, written in
      ck_resize_columns_f64(
        plane, rows, sourceCount, destination.baseAddress, count, starts, counts, weights, width)
      written = rows * count
    }
  }

  /// Resizes the columns of a plane: `(sourceCount, columns)` to `(count, columns)`.
  fileprivate func alongRows(of plane: [Double], columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count * columns)
    result.withUnsafeMutableBufferPointer { destination in
      for row in 0..<count {
        line(row, of: plane, columns: columns, into: destination.baseAddress! + row * columns)
      }
    }
    return result
  }

  /// One row of what `alongRows` makes.
  fileprivate func line(
    _ row: Int, of plane: [Double], columns: Int, into line: UnsafeMutablePointer<Double>
  ) {
    weights.withUnsafeBufferPointer {
      ck_resize_line_f64(
        plane, columns, columns, line, starts[row], counts[row], $0.baseAddress! + row * width)
    }
  }
}

/// Where sample `index` of an endless mirrored line lies in the line itself.
private func mirrored(_ index: Int, count: Int) -> Int {
  guard count > 1 else { return 0 }
  let period = 2 * count - 2
  let phase = ((index % period) + period) % period
  return phase < count ? phase : period - phase
}

/// A position up to half a pixel outside a line, mirrored back into it.
private func reflected(_ position: Double, count: Int) -> Double {
  guard count > 1 else { return 0 }
  if position < 0 { return -position }
  let end = Double(count - 1)
  return position > end ? 2 * end - position : position
}

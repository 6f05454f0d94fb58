/// How a convolution's input is laid out as a matrix (im2col): one row for each channel and kernel
/// element, one column for each output position.
struct Unfolding {
  let channels: Int
  let height: Int
  let width: Int
  let kernelHeight: Int
  let kernelWidth: Int
  let stride: Int
  let padding: Int

  /// - input: `[C, H, W]`; kernel: `[height, width]`, no larger than the padded input.
  init(input: [Int], kernel: [Int], stride: Int, padding: Int) {
    (channels, height, width) = (input[0], input[1], input[2])
    (kernelHeight, kernelWidth) = (kernel[0], kernel[1])
    self.stride = stride
    self.padding = padding
    precondition(
      height + 2 * padding >= kernelHeight && width + 2 * padding >= kernelWidth && stride > 0,
      "a convolution's kernel fits in its padded input")
  }

  var outHeight: Int { (height + 2 * padding - kernelHeight) / stride + 1 }
  var outWidth: Int { (width + 2 * padding - kernelWidth) / stride + 1 }
  var positions: Int { outHeight * outWidth }
  var rows: Int { channels * kernelHeight * kernelWidth }
  /// Whether the matrix is the input itself, as for a 1 × 1 kernel.
  var isIdentity: Bool { kernelHeight * kernelWidth == 1 && stride == 1 && padding == 0 }

  /// Writes the columns `range` of the matrix to `panel`, rows `range.count` apart; only the rows
  /// of `channels`, if given.
  func unfold(
    _ x: UnsafePointer<Float>, channels chosen: Range<Int>? = nil, positions range: Range<Int>,
    into panel: UnsafeMutablePointer<Float>
  ) {
    var target = panel
    for channel in chosen ?? 0..<channels {
      let plane = x + channel * height * width
      for kernelY in 0..<kernelHeight {
        for kernelX in 0..<kernelWidth {
          unfoldRow(plane, kernelY: kernelY, kernelX: kernelX, positions: range, into: target)
          target += range.count
        }
      }
    }
  }

  private func unfoldRow(
    _ plane: UnsafePointer<Float>, kernelY: Int, kernelX: Int, positions range: Range<Int>,
    into target: UnsafeMutablePointer<Float>
  ) {
    var position = range.lowerBound
    while position < range.upperBound {
      let outY = position / outWidth
      let end = min((outY + 1) * outWidth, range.upperBound)
      let row = target + (position - range.lowerBound)
      let firstX = position % outWidth
      let y = outY * stride + kernelY - padding
      if y < 0 || y >= height {
        row.update(repeating: 0, count: end - position)
      } else {
        let source = plane + y * width
        for i in 0..<end - position {
          let x = (firstX + i) * stride + kernelX - padding
          row[i] = x >= 0 && x < width ? source[x] : 0
        }
      }
      position = end
    }
  }

  /// The transpose of `unfold`: adds the columns `range` of `panel`, which has the rows of
  /// `channels`, to the elements of x that they came from.
  func fold(
    _ panel: UnsafePointer<Float>, channels: Range<Int>, positions range: Range<Int>,
    into x: UnsafeMutablePointer<Float>
  ) {
    var source = panel
    for channel in channels {
      let plane = x + channel * height * width
      for kernelY in 0..<kernelHeight {
        for kernelX in 0..<kernelWidth {
          foldRow(source, kernelY: kernelY, kernelX: kernelX, positions: range, into: plane)
          source += range.count
        }
      }
    }
  }

  private func foldRow(
    _ source: UnsafePointer<Float>, kernelY: Int, kernelX: Int, positions range: Range<Int>,
    into plane: UnsafeMutablePointer<Float>
  ) {
    var position = range.lowerBound
    while position < range.upperBound {
      let outY = position / outWidth
      let end = min((outY + 1) * outWidth, range.upperBound)
      let row = source + (position - range.lowerBound)
      let firstX = position % outWidth
      let y = outY * stride + kernelY - padding
      if y >= 0 && y < height {
        let target = plane + y * width
        for i in 0..<end - position {
          let x = (firstX + i) * stride + kernelX - padding
          if x >= 0 && x < width { target[x] += row[i] }
        }
      }
      position = end
    }
  }
}

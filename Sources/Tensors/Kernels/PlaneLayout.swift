extension Kernels {
  /// A rectangle of every plane, zero where it reaches beyond: `(N, C, H, W)` to
  /// `(N, C, rows.count, columns.count)`.
  public static func cropped(_ x: Tensor, rows: Range<Int>, columns: Range<Int>) -> Tensor {
    let (height, width) = (x.shape[2], x.shape[3])
    let planes = x.shape[0] * x.shape[1]
    let shape = [x.shape[0], x.shape[1], rows.count, columns.count]
    let inner = columns.clamped(to: 0..<width)
    return Tensor(uninitialized: shape) { y in
      y.update(repeating: 0)
      x.withUnsafeBufferPointer { x in
        for plane in 0..<planes {
          for row in rows.clamped(to: 0..<height) {
            let source = x.baseAddress! + (plane * height + row) * width + inner.lowerBound
            let target =
              y.baseAddress! + (plane * rows.count + row - rows.lowerBound) * columns.count
              + inner.lowerBound - columns.lowerBound
            target.update(from: source, count: inner.count)
          }
        }
      }
    }
  }

  /// Every plane mirrored top to bottom, left to right, or both: `(..., H, W)`.
  public static func flipped(_ x: Tensor, rows: Bool, columns: Bool) -> Tensor {
    guard rows || columns else { return x }
    let (height, width) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
    let planes = x.count / max(height * width, 1)
    return Tensor(uninitialized: x.shape) { y in
      x.withUnsafeBufferPointer { x in
        for plane in 0..<planes {
          for row in 0..<height {
            let from = (plane * height + (rows ? height - 1 - row : row)) * width
            let to = (plane * height + row) * width
            for column in 0..<width {
              y[to + column] = x[from + (columns ? width - 1 - column : column)]
            }
          }
        }
      }
    }
  }

  /// Adds a patch times its weights onto a rectangle of planes, and the weights onto a plane of sums.
  ///
  /// - sums: `(C, H, W)`; total: `(H, W)`; patch: `(C, h, w)`, of which the part that lies within
  ///   counts; weights: `(h, w)`.
  public static func accumulate(
    _ patch: Tensor, _ weights: Tensor, atRow top: Int, column left: Int, onto sums: inout Tensor,
    total: inout Tensor
  ) {
    let (channels, height, width) = (sums.shape[0], sums.shape[1], sums.shape[2])
    let (rows, columns) = (patch.shape[1], patch.shape[2])
    let (ySpan, xSpan) = (
      max(0, -top)..<max(max(0, -top), min(rows, height - top)),
      max(0, -left)..<max(max(0, -left), min(columns, width - left))
    )
    patch.withUnsafeBufferPointer { patch in
      weights.withUnsafeBufferPointer { weights in
        sums.withUnsafeMutableBufferPointer { sums in
          for channel in 0..<channels {
            for y in ySpan {
              let target = (channel * height + top + y) * width + left
              let source = (channel * rows + y) * columns
              for x in xSpan {
                sums[target + x] += patch[source + x] * weights[y * columns + x]
              }
            }
          }
        }
        total.withUnsafeMutableBufferPointer { total in
          for y in ySpan {
            for x in xSpan {
              total[(top + y) * width + left + x] += weights[y * columns + x]
            }
          }
        }
      }
    }
  }
}

extension Kernels {
  /// The 2-d convolution (cross-correlation) of one image: torch.nn.functional.conv2d.
  ///
  /// - x: `(C, H, W)`; weight: `(O, C, kernelHeight, kernelWidth)`; bias: `(O)`.
  /// - `padding` zeros on every side; the same stride and padding along both axes.
  /// - Returns `(O, outHeight, outWidth)`, out = (size + 2 padding - kernel) / stride + 1.
  ///
  /// One matrix product for each panel of output positions, whose unfolded input (im2col) fits in
  /// a level-2 cache.
  public static func conv2d(
    _ x: Tensor, weight: Tensor, bias: Tensor?, stride: Int = 1, padding: Int = 0,
    team: ThreadTeam
  ) -> Tensor {
    precondition(
      x.rank == 3 && weight.rank == 4 && weight.shape[1] == x.shape[0],
      "conv2d: x is \(x.shape), weight \(weight.shape)")
    let unfolding = Unfolding(
      input: x.shape, kernel: Array(weight.shape[2...]), stride: stride, padding: padding)
    let outputs = weight.shape[0]
    let inner = unfolding.rows
    let positions = unfolding.positions
    let width = unfolding.isIdentity ? 512 : max(32, 131_072 / inner / 32 * 32)
    return Tensor(
      uninitialized: [outputs, unfolding.outHeight, unfolding.outWidth]
    ) { y in
      withPointers(x, weight) { x, weight in
        team.forEach(tiles(positions, by: width)) { index in
          let columns = tile(index, of: positions, by: width)
          let start = y.baseAddress! + columns.lowerBound
          let multiply = { (panel: BLAS.Matrix) in
            fillRows(start, stride: positions, columns: columns.count, with: bias, rows: outputs)
            BLAS.gemm(
              m: outputs, n: columns.count, k: inner, .init(weight, stride: inner), panel,
              beta: 1, into: start, stride: positions)
          }
          if unfolding.isIdentity {
            multiply(.init(x + columns.lowerBound, stride: positions))
          } else {
            withScratch(inner * columns.count) { panel in
              unfolding.unfold(x, positions: columns, into: panel)
              multiply(.init(panel, stride: columns.count))
            }
          }
        }
      }
    }
  }

  /// The transposed convolution of one image with a kernel as large as its stride, so that output
  /// patches don't overlap: torch.nn.functional.conv_transpose2d with padding 0.
  ///
  /// - x: `(C, H, W)`; weight: `(C, O, s, s)` for stride s; bias: `(O)`.
  /// - Returns `(O, s H, s W)`.
  public static func convTranspose2d(
    _ x: Tensor, weight: Tensor, bias: Tensor?, team: ThreadTeam
  ) -> Tensor {
    precondition(
      x.rank == 3 && weight.rank == 4 && weight.shape[0] == x.shape[0]
        && weight.shape[2] == weight.shape[3],
      "convTranspose2d: x is \(x.shape), weight \(weight.shape)")
    let (channels, height, width) = (x.shape[0], x.shape[1], x.shape[2])
    let (outputs, s) = (weight.shape[1], weight.shape[2])
    let patch = outputs * s * s
    let rowsPerTile = max(1, 131_072 / max(1, patch * width))
    return Tensor(uninitialized: [outputs, s * height, s * width]) { y in
      withPointers(x, weight) { x, weight in
        team.forEach(tiles(height, by: rowsPerTile)) { index in
          let rows = tile(index, of: height, by: rowsPerTile)
          let positions = rows.count * width
          withScratch(patch * positions) { patches in
            fillRows(
              patches, stride: positions, columns: positions, with: bias, rows: patch,
              repeats: s * s)
            BLAS.gemm(
              m: patch, n: positions, k: channels, .init(weight, stride: patch, .transposed),
              .init(x + rows.lowerBound * width, stride: height * width), beta: 1,
              into: patches, stride: positions)
            for row in 0..<patch {
              let (output, dy, dx) = (row / (s * s), row / s % s, row % s)
              for i in 0..<rows.count {
                let source = patches + row * positions + i * width
                let line = (output * height + rows.lowerBound + i) * s + dy
                let target = y.baseAddress! + line * s * width + dx
                for j in 0..<width { target[j * s] = source[j] }
              }
            }
          }
        }
      }
    }
  }

  /// Sets each row to its bias, or to zero: row r to `bias[r / repeats]`.
  private static func fillRows(
    _ start: UnsafeMutablePointer<Float>, stride: Int, columns: Int, with bias: Tensor?,
    rows: Int, repeats: Int = 1
  ) {
    let fill = { (value: (Int) -> Float) in
      for row in 0..<rows {
        (start + row * stride).update(repeating: value(row / repeats), count: columns)
      }
    }
    guard let bias else { return fill { _ in 0 } }
    bias.withUnsafeBufferPointer { bias in fill { bias[$0] } }
  }
}

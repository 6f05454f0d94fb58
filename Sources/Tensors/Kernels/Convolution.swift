internal import CKernels

extension Kernels {
  /// The 2-d convolution of a batch: torch.nn.functional.conv2d.
  ///
  /// - x: `(N, C, H, W)`; weight: `(O, C, k, k)`; bias: `(O)`. Returns `(N, O, outHeight, outWidth)`.
  public static func convolution(
    _ x: Tensor, weight: Tensor, bias: Tensor?, window: ConvolutionWindow, team: ThreadTeam
  ) -> Tensor {
    precondition(
      x.rank == 4 && weight.rank == 4 && weight.shape[1] == x.shape[1]
        && weight.shape[2] == window.kernel,
      "convolution: x is \(x.shape), weight \(weight.shape)")
    if window.isDirect { return convolution3x3(x, weight: weight, bias: bias, team: team) }
    let unfolding = window.unfolding(channels: x.shape[1], x.imageSize)
    let (outputs, inner, positions) = (weight.shape[0], unfolding.rows, unfolding.positions)
    let width = unfolding.panelWidth(rows: inner)
    let panels = tiles(positions, by: width)
    return Tensor(
      uninitialized: [x.shape[0], outputs, unfolding.outHeight, unfolding.outWidth]
    ) { y in
      withPointers(x, weight, bias ?? weight) { pixels, weight, biases in
        team.forEach(x.shape[0] * panels) { index in
          let columns = tile(index % panels, of: positions, by: width)
          let image = index / panels
          let start = y.baseAddress! + image * outputs * positions + columns.lowerBound
          for output in 0..<outputs {
            (start + output * positions).update(
              repeating: bias == nil ? 0 : biases[output], count: columns.count)
          }
          unfolding.withPanel(
            pixels + image * unfolding.pixels, channels: 0..<unfolding.channels, columns
          ) { panel in
            BLAS.gemm(
              m: outputs, n: columns.count, k: inner, .init(weight, stride: inner), panel,
              beta: 1, into: start, stride: positions)
          }
        }
      }
    }
  }

  /// The gradient of a convolution's input, which is also the transposed convolution:
  /// torch.nn.functional.conv_transpose2d.
  ///
  /// - dy: `(N, O, outHeight, outWidth)`; weight: `(O, C, k, k)`; bias, of a transposed convolution:
  ///   `(C)`; `inputSize`: the extents of the result, which the output's leave open for strides.
  /// - Returns `(N, C, H, W)`.
  public static func convolutionBackwardInput(
    _ dy: Tensor, weight: Tensor, bias: Tensor? = nil, inputSize: ImageSize,
    window: ConvolutionWindow, team: ThreadTeam
  ) -> Tensor {
    let (images, outputs, channels) = (dy.shape[0], weight.shape[0], weight.shape[1])
    precondition(
      dy.shape[1] == outputs && window.outputSize(of: inputSize) == dy.imageSize,
      "convolutionBackwardInput: dy is \(dy.shape), weight \(weight.shape), x \(inputSize)")
    if window.isDirect, bias == nil {
      return convolution3x3BackwardInput(dy, weight: weight, team: team)
    }
    let unfolding = window.unfolding(channels: channels, inputSize)
    let (taps, positions) = (window.kernel * window.kernel, unfolding.positions)
    let height = max(1, min(channels, 256 / taps))
    let groups = tiles(channels, by: height)
    let width = unfolding.panelWidth(rows: height * taps)
    return Tensor(
      uninitialized: [images, channels, inputSize.height, inputSize.width]
    ) { dx in
      withPointers(dy, weight, bias ?? weight) { dy, weight, biases in
        team.forEach(images * groups) { index in
          let group = tile(index % groups, of: channels, by: height)
          let image = index / groups
          let start = dx.baseAddress! + image * unfolding.pixels
          let area = unfolding.height * unfolding.width
          for channel in group {
            (start + channel * area).update(
              repeating: bias == nil ? 0 : biases[channel], count: area)
          }
          let rows = group.count * taps
          withScratch(rows * width) { panel in
            for number in 0..<tiles(positions, by: width) {
              let columns = tile(number, of: positions, by: width)
              BLAS.gemm(
                m: rows, n: columns.count, k: outputs,
                .init(
                  weight + group.lowerBound * taps, stride: unfolding.rows, .transposed),
                .init(dy + image * outputs * positions + columns.lowerBound, stride: positions),
                into: panel, stride: columns.count)
              unfolding.fold(panel, channels: group, positions: columns, into: start)
            }
          }
        }
      }
    }
  }

  /// The gradient of a convolution's weights.
  ///
  /// - x: `(N, C, H, W)`; dy: `(N, O, outHeight, outWidth)`. Returns `(O, C, k, k)`.
  public static func convolutionBackwardWeight(
    _ x: Tensor, _ dy: Tensor, window: ConvolutionWindow, team: ThreadTeam
  ) -> Tensor {
    precondition(
      x.shape[0] == dy.shape[0] && window.outputSize(of: x.imageSize) == dy.imageSize,
      "convolutionBackwardWeight: x is \(x.shape), dy \(dy.shape)")
    if window.isDirect { return convolution3x3BackwardWeight(x, dy, team: team) }
    let unfolding = window.unfolding(channels: x.shape[1], x.imageSize)
    let (images, channels, outputs) = (x.shape[0], x.shape[1], dy.shape[1])
    let (taps, positions, inner) = (
      window.kernel * window.kernel, unfolding.positions, unfolding.rows
    )
    let height = max(1, min(channels, 256 / taps))
    let groups = tiles(channels, by: height)
    let width = unfolding.panelWidth(rows: height * taps)
    let shape = [outputs, channels, window.kernel, window.kernel]
    return sumOfParts(shape: shape, parts: images, tilesPerPart: groups, team: team) {
      images, part, tileIndex in
      let group = tile(tileIndex, of: channels, by: height)
      let target = part + group.lowerBound * taps
      withPointers(x, dy) { x, dy in
        for image in images {
          for number in 0..<tiles(positions, by: width) {
            let columns = tile(number, of: positions, by: width)
            unfolding.withPanel(x + image * unfolding.pixels, channels: group, columns) { panel in
              var panel = panel
              panel.storage = .transposed
              BLAS.gemm(
                m: outputs, n: group.count * taps, k: columns.count,
                .init(dy + image * outputs * positions + columns.lowerBound, stride: positions),
                panel, beta: 1, into: target, stride: inner)
            }
          }
        }
      }
    }
  }

  /// The gradient of a convolution's bias: the sums over pictures and positions.
  ///
  /// - dy: `(N, O, H, W)`. Returns `(O)`.
  public static func channelSums(_ dy: Tensor, team: ThreadTeam) -> Tensor {
    let (images, channels) = (dy.shape[0], dy.shape[1])
    let area = dy.count / max(images * channels, 1)
    return Tensor(uninitialized: [channels]) { sums in
      dy.withUnsafeBufferPointer { dy in
        team.forEach(channels) { channel in
          sums[channel] = (0..<images).reduce(0) {
            $0 + ck_sum(dy.baseAddress! + ($1 * channels + channel) * area, area)
          }
        }
      }
    }
  }
}

extension Kernels {
  /// A tensor that is the sum over a batch: the batch is cut by its size alone into as many parts as
  /// memory allows, each is summed in a copy of its own, and the copies are added up in order.
  ///
  /// `body` adds a range of pictures to one of `tilesPerPart` tiles of its copy, which begins as
  /// zeros.
  static func sumOfParts(
    shape: [Int], parts images: Int, tilesPerPart: Int, team: ThreadTeam,
    _ body: (Range<Int>, UnsafeMutablePointer<Float>, Int) -> Void
  ) -> Tensor {
    let count = shape.reduce(1, *)
    let wanted = tilesPerPart >= 8 ? 1 : min(8, (1 << 20) / max(count, 1))
    let size = tiles(images, by: max(1, min(images, wanted)))
    let parts = max(1, tiles(images, by: size))
    var sums = Tensor(zeros: [parts, count])
    sums.withUnsafeMutableBufferPointer { sums in
      let start = sums.baseAddress!
      team.forEach(parts * tilesPerPart) { index in
        let part = index / tilesPerPart
        body(tile(part, of: images, by: size), start + part * count, index % tilesPerPart)
      }
      for part in 1..<max(parts, 1) { ck_add_scaled(start, start + part * count, 1, count) }
    }
    if parts == 1 { return sums.reshaped(shape) }
    return Tensor(uninitialized: shape) { total in
      sums.withUnsafeBufferPointer {
        total.baseAddress!.update(from: $0.baseAddress!, count: count)
      }
    }
  }
}

extension Tensor {
  /// The last two extents.
  var imageSize: ImageSize { ImageSize(height: shape[rank - 2], width: shape[rank - 1]) }
}

extension Unfolding {
  /// The elements of one picture.
  var pixels: Int { channels * height * width }

  /// Columns of a panel of so many rows that it fits in a level-2 cache.
  func panelWidth(rows: Int) -> Int {
    isIdentity ? min(positions, 1024) : min(positions, max(64, 131_072 / rows / 32 * 32))
  }

  /// Gives `body` the columns `range` of the matrix, rows of `channels`; no copy for the identity.
  func withPanel(
    _ x: UnsafePointer<Float>, channels: Range<Int>, _ range: Range<Int>,
    _ body: (BLAS.Matrix) -> Void
  ) {
    if isIdentity {
      return body(.init(x + channels.lowerBound * positions + range.lowerBound, stride: positions))
    }
    withScratch(channels.count * kernelHeight * kernelWidth * range.count) { panel in
      unfold(x, channels: channels, positions: range, into: panel)
      body(.init(panel, stride: range.count))
    }
  }
}

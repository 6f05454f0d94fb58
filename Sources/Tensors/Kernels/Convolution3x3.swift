internal import CKernels

extension Kernels {
  /// The convolution of a batch with a 3 × 3 kernel, stride 1 and padding 1.
  static func convolution3x3(
    _ x: Tensor, weight: Tensor, bias: Tensor?, team: ThreadTeam
  ) -> Tensor {
    let (outputs, channels) = (weight.shape[0], weight.shape[1])
    if suitsWinograd(x.imageSize, channels: channels, outputs: outputs) {
      return winograd(x, weight: weight, bias: bias, team: team)
    }
    let packed = Tensor(uninitialized: [ck_conv3x3_packed_count(outputs, channels)]) { packed in
      weight.withUnsafeBufferPointer {
        ck_conv3x3_pack($0.baseAddress!, outputs, channels, packed.baseAddress!)
      }
    }
    return convolution3x3(x, packed: packed, bias: bias, outputs: outputs, team: team)
  }

  /// The gradient of its input.
  static func convolution3x3BackwardInput(
    _ dy: Tensor, weight: Tensor, team: ThreadTeam
  ) -> Tensor {
    let (outputs, channels) = (weight.shape[0], weight.shape[1])
    if suitsWinograd(dy.imageSize, channels: channels, outputs: outputs) {
      return winograd(dy, weight: weight, turned: true, team: team)
    }
    let packed = Tensor(uninitialized: [ck_conv3x3_packed_count(channels, outputs)]) { packed in
      weight.withUnsafeBufferPointer {
        ck_conv3x3_pack_turned($0.baseAddress!, outputs, channels, packed.baseAddress!)
      }
    }
    return convolution3x3(dy, packed: packed, bias: nil, outputs: channels, team: team)
  }

  private static func convolution3x3(
    _ x: Tensor, packed: Tensor, bias: Tensor?, outputs: Int, team: ThreadTeam
  ) -> Tensor {
    let bordered = Bordered(channels: x.shape[1], x.imageSize)
    let (height, area) = (bordered.height, bordered.height * bordered.width)
    let band = bordered.rows(fitting: 131_072)
    let bands = tiles(height, by: band)
    return Tensor(uninitialized: [x.shape[0], outputs, height, bordered.width]) { y in
      withPointers(x, packed, bias ?? packed) { pixels, packed, biases in
        team.forEach(x.shape[0] * bands) { index in
          let rows = tile(index % bands, of: height, by: band)
          let image = index / bands
          withScratch(bordered.count(rows: rows.count)) { input in
            bordered.copy(
              pixels + image * bordered.channels * area, rows: rows,
              channels: 0..<bordered.channels, to: input)
            var job = ck_conv3x3()
            job.x = UnsafePointer(input)
            job.channelStride = (rows.count + 2) * bordered.rowStride
            job.rowStride = bordered.rowStride
            job.channels = bordered.channels
            job.weights = packed
            job.bias = bias == nil ? nil : biases
            job.y = y.baseAddress! + image * outputs * area + rows.lowerBound * bordered.width
            job.yChannelStride = area
            job.outputs = outputs
            job.rows = rows.count
            job.columns = bordered.width
            ck_conv3x3_forward(&job)
          }
        }
      }
    }
  }

  /// The gradient of its weights.
  static func convolution3x3BackwardWeight(_ x: Tensor, _ dy: Tensor, team: ThreadTeam) -> Tensor {
    let (channels, outputs) = (x.shape[1], dy.shape[1])
    if suitsWinograd(x.imageSize, channels: channels, outputs: outputs) {
      return winogradBackwardWeight(x, dy, team: team)
    }
    // Channels whose bordered rows share a level-2 cache with the gradients they meet.
    let bordered = Bordered(channels: min(channels, 16), x.imageSize)
    let (height, area) = (bordered.height, bordered.height * bordered.width)
    let band = min(height, max(1, 2048 / bordered.width))
    let outputGroup = 48
    return sumOfParts(
      shape: [outputs, channels, 3, 3], parts: x.shape[0],
      tilesPerPart: tiles(outputs, by: outputGroup), team: team
    ) { images, part, tileIndex in
      let group = tile(tileIndex, of: outputs, by: outputGroup)
      withPointers(x, dy) { x, dy in
        withScratch(images.count * bordered.count(rows: band)) { input in
          for first in stride(from: 0, to: channels, by: bordered.channels) {
            let chosen = first..<min(first + bordered.channels, channels)
            for bandIndex in 0..<tiles(height, by: band) {
              let rows = tile(bandIndex, of: height, by: band)
              let imageStride = bordered.count(rows: rows.count)
              for (slot, image) in images.enumerated() {
                bordered.copy(
                  x + image * channels * area, rows: rows, channels: chosen,
                  to: input + slot * imageStride)
              }
              var job = ck_conv3x3_weight()
              job.x = UnsafePointer(input)
              job.imageStride = imageStride
              job.channelStride = (rows.count + 2) * bordered.rowStride
              job.rowStride = bordered.rowStride
              job.channels = chosen.count
              job.dy =
                dy + (images.lowerBound * outputs + group.lowerBound) * area
                + rows.lowerBound * bordered.width
              job.dyImageStride = outputs * area
              job.dyChannelStride = area
              job.outputs = group.count
              job.images = images.count
              job.rows = rows.count
              job.columns = bordered.width
              job.dw = part + (group.lowerBound * channels + first) * 9
              job.dwStride = channels * 9
              ck_conv3x3_backward_weight(&job)
            }
          }
        }
      }
    }
  }
}

/// Rows of pictures with a border of zeros, as the 3 × 3 kernels read them.
private struct Bordered {
  let channels: Int
  let height: Int
  let width: Int
  let rowStride: Int

  init(channels: Int, _ size: ImageSize) {
    self.channels = channels
    (height, width) = (size.height, size.width)
    rowStride = ck_conv3x3_row_stride(size.width)
  }

  /// Floats that so many rows of output need as input, in all channels.
  func count(rows: Int) -> Int { channels * (rows + 2) * rowStride }

  /// Rows of output whose input takes about `count` floats. At least four, or the two rows around
  /// every band would be copied too often.
  func rows(fitting count: Int) -> Int {
    min(height, max(4, count / (channels * rowStride) - 2))
  }

  /// Copies what the rows of output need of one picture.
  func copy(
    _ x: UnsafePointer<Float>, rows: Range<Int>, channels: Range<Int>,
    to target: UnsafeMutablePointer<Float>
  ) {
    var target = target
    for channel in channels {
      for row in rows.lowerBound - 1..<rows.upperBound + 1 {
        if row < 0 || row >= height {
          target.update(repeating: 0, count: rowStride)
        } else {
          target[0] = 0
          (target + 1).update(from: x + (channel * height + row) * width, count: width)
          (target + 1 + width).update(repeating: 0, count: rowStride - width - 1)
        }
        target += rowStride
      }
    }
  }
}

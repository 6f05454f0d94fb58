internal import CKernels

extension Kernels {
  /// SAM's encoder neck: a 1 × 1 convolution, a norm over channels, a 3 × 3 convolution with
  /// padding 1 and another norm. Tokens are already what those convolutions read as rows.
  ///
  /// - tokens: `(height * width, C)`.
  /// - conv1: from `(O, C)`; conv2: from `(O, 3, 3, O)`, that is `(O, O, 3, 3)` with the input
  ///   channels moved last.
  /// - Returns `(O, height, width)`.
  public static func neck(
    _ tokens: Tensor, height: Int, width: Int, conv1: PackedLinear, norm1: NormParameters,
    conv2: PackedLinear, norm2: NormParameters, team: ThreadTeam
  ) -> Tensor {
    let (inputs, outputs) = (conv1.weight.inFeatures, conv1.weight.outFeatures)
    let count = height * width
    precondition(
      tokens.count == count * inputs && conv2.weight.inFeatures == 9 * outputs,
      "neck: tokens \(tokens.shape) for \(height) × \(width)")
    let narrow = Tensor(uninitialized: [count, outputs]) { narrow in
      tokens.withUnsafeBufferPointer { tokens in
        forEachTokenTile(count, team: team) { range in
          let start = narrow.baseAddress! + range.lowerBound * outputs
          conv1.weight.multiply(
            tokens.baseAddress! + range.lowerBound * inputs, stride: inputs, rows: range.count,
            bias: conv1.bias, into: start, stride: outputs)
          norm1.apply(to: start, rows: range.count, into: start)
        }
      }
    }
    return Tensor(uninitialized: [outputs, height, width]) { y in
      narrow.withUnsafeBufferPointer { narrow in
        forEachTokenTile(count, team: team) { range in
          withScratch(range.count * 10 * outputs) { scratch in
            let result = scratch + range.count * 9 * outputs
            gatherNeighbourhoods(
              narrow.baseAddress!, height: height, width: width, channels: outputs, range,
              into: scratch)
            conv2.weight.multiply(
              scratch, stride: 9 * outputs, rows: range.count, bias: conv2.bias, into: result,
              stride: outputs)
            norm2.apply(to: result, rows: range.count, into: result)
            for channel in 0..<outputs {
              let plane = y.baseAddress! + channel * count + range.lowerBound
              for i in 0..<range.count { plane[i] = result[i * outputs + channel] }
            }
          }
        }
      }
    }
  }

  /// Writes each token's 3 × 3 neighbourhood as one row, `(3, 3, channels)`, zeros outside.
  private static func gatherNeighbourhoods(
    _ tokens: UnsafePointer<Float>, height: Int, width: Int, channels: Int, _ range: Range<Int>,
    into target: UnsafeMutablePointer<Float>
  ) {
    var target = target
    for token in range {
      for dy in -1...1 {
        for dx in -1...1 {
          let (y, x) = (token / width + dy, token % width + dx)
          if 0..<height ~= y, 0..<width ~= x {
            target.update(from: tokens + (y * width + x) * channels, count: channels)
          } else {
            target.update(repeating: 0, count: channels)
          }
          target += channels
        }
      }
    }
  }
}

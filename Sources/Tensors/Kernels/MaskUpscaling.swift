internal import CKernels

/// SAM's `output_upscaling` and the product with the hypernetworks' outputs, tile by tile: the
/// upscaled embedding, 32 channels at 16 times the tokens, never exists as a whole.
///
/// Two transposed convolutions with kernel and stride 2, a layer norm over channels between them,
/// and GELU behind each, at four by four mask pixels for each image token.
public struct MaskUpscaling: Sendable {
  /// `(4 C1, C)`: rows by kernel row, kernel column, output channel.
  private let firstWeight: Tensor
  /// `(4 C2, C1)`
  private let secondWeight: Tensor
  /// `(C1)` each.
  private let firstBias: Tensor
  private let gain: Tensor
  private let shift: Tensor
  private let epsilon: Float
  /// `(C2)`
  private let secondBias: Tensor

  static let tileRows = 128

  /// - firstWeight: `(C, C1, 2, 2)`, firstBias: `(C1)`; secondWeight: `(C1, C2, 2, 2)`, secondBias:
  ///   `(C2)`, as the official transposed convolutions have them.
  /// - gain and shift: `(C1)`, the layer norm's.
  public init(
    firstWeight: Tensor, firstBias: Tensor, gain: Tensor, shift: Tensor, epsilon: Float,
    secondWeight: Tensor, secondBias: Tensor
  ) {
    self.firstWeight = MaskUpscaling.outputsFirst(firstWeight)
    self.secondWeight = MaskUpscaling.outputsFirst(secondWeight)
    self.firstBias = firstBias
    self.gain = gain
    self.shift = shift
    self.epsilon = epsilon
    self.secondBias = secondBias
  }

  /// `(I, O, 2, 2)` to `(2 * 2 * O, I)`.
  private static func outputsFirst(_ weight: Tensor) -> Tensor {
    let (inputs, outputs) = (weight.shape[0], weight.shape[1])
    return Tensor(uninitialized: [4 * outputs, inputs]) { packed in
      weight.withUnsafeBufferPointer { weight in
        for input in 0..<inputs {
          for output in 0..<outputs {
            for corner in 0..<4 {
              packed[(corner * outputs + output) * inputs + input] =
                weight[(input * outputs + output) * 4 + corner]
            }
          }
        }
      }
    }
  }

  /// The masks of several prompts.
  ///
  /// - keys: `(P, h * w, C)`, the image tokens each prompt ended with, row by row of the grid.
  /// - hypernetworks: for each prompt `(M, C2)`, M at most 4.
  /// - Returns for each prompt the logits `(M, 4 h, 4 w)`.
  public func callAsFunction(
    _ keys: Tensor, grid: ImageSize, hypernetworks: [Tensor], team: ThreadTeam
  ) -> [Tensor] {
    let tokens = grid.height * grid.width
    let masks = hypernetworks.first?.shape[0] ?? 0
    precondition(
      keys.rank == 3 && keys.shape[0] == hypernetworks.count && keys.shape[1] == tokens
        && keys.shape[2] == firstWeight.shape[1], "keys are (P, h * w, C)")
    precondition(
      masks <= 4 && hypernetworks.allSatisfy { $0.shape == [masks, secondBias.count] },
      "hypernetworks are (M, C2), M at most 4")
    let tileRows = max(1, MaskUpscaling.tileRows / grid.width)
    let tiles = Kernels.tiles(grid.height, by: tileRows)
    let maskSize = 16 * tokens
    let all = Tensor(uninitialized: [hypernetworks.count, masks, maskSize]) { logits in
      keys.withUnsafeBufferPointer { keys in
        team.forEach(hypernetworks.count * tiles) { index in
          let (prompt, number) = (index / tiles, index % tiles)
          let rows = Kernels.tile(number, of: grid.height, by: tileRows)
          let firstToken = prompt * tokens + rows.lowerBound * grid.width
          upscale(
            keys.baseAddress! + firstToken * firstWeight.shape[1], rows: rows, width: grid.width,
            weights: hypernetworks[prompt],
            into: logits.baseAddress! + prompt * masks * maskSize, maskSize: maskSize)
        }
      }
    }
    return all.withUnsafeBufferPointer { all in
      hypernetworks.indices.map { prompt in
        Tensor(uninitialized: [masks, 4 * grid.height, 4 * grid.width]) { logits in
          let count = masks * maskSize
          logits.baseAddress!.initialize(from: all.baseAddress! + prompt * count, count: count)
        }
      }
    }
  }

  /// The mask pixels of some rows of the grid. `weights` is `(M, C2)`.
  private func upscale(
    _ keys: UnsafePointer<Float>, rows: Range<Int>, width: Int, weights: Tensor,
    into logits: UnsafeMutablePointer<Float>, maskSize: Int
  ) {
    let tokens = rows.count * width
    let channels = firstWeight.shape[1]
    let inner = gain.count
    let outer = secondBias.count
    let masks = weights.shape[0]
    withScratch(tokens * (4 * inner + 4 * outer + masks)) { scratch in
      let upscaled = scratch + tokens * 4 * inner
      let sums = upscaled + tokens * 4 * outer
      for row in 0..<4 * inner {
        let bias = firstBias.withUnsafeBufferPointer { $0[row % inner] }
        UnsafeMutableBufferPointer(start: scratch + row * tokens, count: tokens)
          .initialize(repeating: bias)
      }
      firstWeight.withUnsafeBufferPointer {
        BLAS.gemm(
          m: 4 * inner, n: tokens, k: channels, .init($0.baseAddress!, stride: channels),
          .init(keys, stride: channels, .transposed), beta: 1, into: scratch, stride: tokens)
      }
      for corner in 0..<4 {
        let part = scratch + corner * inner * tokens
        withPointers(gain, shift, secondWeight) { gain, shift, secondWeight in
          ck_layer_norm_channels(part, part, tokens, inner, tokens, gain, shift, epsilon)
          ck_gelu(part, inner * tokens)
          BLAS.gemm(
            m: 4 * outer, n: tokens, k: inner, .init(secondWeight, stride: inner),
            .init(part, stride: tokens), into: upscaled, stride: tokens)
        }
        for subcorner in 0..<4 {
          withPointers(secondBias, weights) { bias, weights in
            ck_weigh_gelu(
              upscaled + subcorner * outer * tokens, tokens, outer, tokens, bias, weights, masks,
              sums, tokens)
          }
          let top = 2 * (corner / 2) + subcorner / 2
          let left = 2 * (corner % 2) + subcorner % 2
          for mask in 0..<masks {
            for row in 0..<rows.count {
              let from = sums + mask * tokens + row * width
              let to =
                logits + mask * maskSize + ((rows.lowerBound + row) * 4 + top) * 4 * width + left
              for column in 0..<width { to[4 * column] = from[column] }
            }
          }
        }
      }
    }
  }

  /// An upper bound of what upscaling needs beside its input and output, in bytes.
  public func scratchBytes(grid: ImageSize, prompts: Int, masks: Int, threads: Int) -> Int {
    let tileTokens = max(MaskUpscaling.tileRows, grid.width)
    let working = threads * tileTokens * (4 * gain.count + 4 * secondBias.count + masks)
    return (working + prompts * masks * 16 * grid.height * grid.width) * MemoryLayout<Float>.stride
  }
}

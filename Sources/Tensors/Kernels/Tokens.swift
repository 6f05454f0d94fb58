internal import CKernels

/// Kernels on tokens, `(N, C)`, that carry a tile of rows through several layers while it is in
/// cache: the token-wise parts of a vision transformer.
extension Kernels {
  /// torch.nn.LayerNorm's parameters.
  public struct NormParameters: Sendable {
    /// `(C)`
    public let gain: Tensor
    /// `(C)`
    public let bias: Tensor
    public let epsilon: Float

    public init(gain: Tensor, bias: Tensor, epsilon: Float) {
      self.gain = gain
      self.bias = bias
      self.epsilon = epsilon
    }
  }

  /// Packed weights with their bias.
  public struct PackedLinear: Sendable {
    public let weight: PackedMatrix
    /// `(outFeatures)`, or nil for none.
    public let bias: Tensor?

    public init(weight: Tensor, bias: Tensor?) {
      self.weight = PackedMatrix(weight)
      self.bias = bias
    }
  }

  /// y = linear(norm(x)): x `(N, C)`, y `(N, outFeatures)`, every element of which is written.
  public static func normedLinear(
    _ x: Tensor, norm: NormParameters, linear: PackedLinear, into y: inout Tensor,
    team: ThreadTeam
  ) {
    let (inFeatures, outFeatures) = (linear.weight.inFeatures, linear.weight.outFeatures)
    precondition(x.count / inFeatures == y.count / outFeatures, "normedLinear: as many rows")
    y.withUnsafeMutableBufferPointer { y in
      x.withUnsafeBufferPointer { x in
        forEachTokenTile(x.count / inFeatures, team: team) { tokens in
          withScratch(tokens.count * inFeatures) { normed in
            norm.apply(
              to: x.baseAddress! + tokens.lowerBound * inFeatures, rows: tokens.count, into: normed)
            linear.weight.multiply(
              normed, stride: inFeatures, rows: tokens.count, bias: linear.bias,
              into: y.baseAddress! + tokens.lowerBound * outFeatures, stride: outFeatures)
          }
        }
      }
    }
  }

  /// The second half of a transformer block: x += projection(attended), then
  /// x += lin2(gelu(lin1(norm(x)))).
  ///
  /// - attended: `(N, C)`; x: `(N, C)`.
  public static func projectAndMLP(
    _ attended: Tensor, projection: PackedLinear, norm: NormParameters, lin1: PackedLinear,
    lin2: PackedLinear, onto x: inout Tensor, team: ThreadTeam
  ) {
    let (width, hiddenWidth) = (lin1.weight.inFeatures, lin1.weight.outFeatures)
    precondition(attended.count == x.count, "projectAndMLP: as many tokens")
    // Rows a multiple of 4 KiB apart would share a few sets of the level-1 cache.
    let hiddenStride = hiddenWidth + 16
    x.withUnsafeMutableBufferPointer { x in
      attended.withUnsafeBufferPointer { attended in
        forEachTokenTile(x.count / width, team: team) { tokens in
          let rows = tokens.count
          let tile = x.baseAddress! + tokens.lowerBound * width
          withScratch(rows * (2 * width + hiddenStride)) { scratch in
            let summed = scratch
            let normed = summed + rows * width
            let hidden = normed + rows * width
            projection.weight.multiply(
              attended.baseAddress! + tokens.lowerBound * width, stride: width, rows: rows,
              bias: projection.bias, then: .add(tile, stride: width), into: summed, stride: width)
            norm.apply(to: summed, rows: rows, into: normed)
            lin1.weight.multiply(
              normed, stride: width, rows: rows, bias: lin1.bias, then: .gelu, into: hidden,
              stride: hiddenStride)
            lin2.weight.multiply(
              hidden, stride: hiddenStride, rows: rows, bias: lin2.bias,
              then: .add(summed, stride: width), into: tile, stride: width)
          }
        }
      }
    }
  }

  /// Rows of tokens that are computed together: a multiple of every kernel's block of rows for
  /// AVX-512 (14), small enough that a tile's activations stay in the level-2 cache.
  static let tokensPerTile = 112

  static func forEachTokenTile(
    _ tokens: Int, team: ThreadTeam, _ body: (Range<Int>) -> Void
  ) {
    team.forEach(tiles(tokens, by: tokensPerTile)) {
      body(tile($0, of: tokens, by: tokensPerTile))
    }
  }
}

extension Kernels.NormParameters {
  /// Normalises `rows` consecutive rows; `y` may be `x`.
  func apply(
    to x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>
  ) {
    let columns = gain.count
    withPointers(gain, bias) { gain, bias in
      ck_layer_norm(x, columns, y, columns, rows, columns, gain, bias, epsilon)
    }
  }
}

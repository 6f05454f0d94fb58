public import NN
public import Tensors

extension TwoWayTransformer {
  /// Attention with a projection to fewer channels: segment_anything/modeling/transformer.py.
  ///
  /// Called, it is the official layer. Where one side is the image, its three steps are separate:
  /// folding what the image is multiplied with into the tokens, `ImageTokens`, and the output.
  public struct Attention: Sendable {
    public let qProj: Linear
    public let kProj: Linear
    public let vProj: Linear
    public let outProj: Linear

    public static var numHeads: Int { ImageTokens.heads }

    /// Reads the layer from its scope; throws `CheckpointError` by full key.
    public init(weights: Weights, embeddingDim: Int, downsampleRate: Int) throws {
      let internalDim = embeddingDim / downsampleRate
      func projection(_ name: String) throws -> Linear {
        try Linear(
          weights: weights.scope(name), inFeatures: embeddingDim, outFeatures: internalDim)
      }
      qProj = try projection("q_proj")
      kProj = try projection("k_proj")
      vProj = try projection("v_proj")
      outProj = try Linear(
        weights: weights.scope("out_proj"), inFeatures: internalDim, outFeatures: embeddingDim)
    }

    /// 1 / √(channels of a head)
    private var scale: Float {
      1 / Float(qProj.weight.shape[0] / Attention.numHeads).squareRoot()
    }

    /// The official layer, on a few tokens: q, k and v `(T, C)`. Adds `residual` if given.
    public func callAsFunction(
      q: Tensor, k: Tensor, v: Tensor, adding residual: Tensor? = nil, team: ThreadTeam
    ) -> Tensor {
      let attended = Kernels.attention(
        q: qProj(q, team: team), k: kProj(k, team: team), v: vProj(v, team: team),
        heads: Attention.numHeads, scale: scale, team: team)
      return outProj(attended, then: residual.map { .add($0) } ?? .none, team: team)
    }

    /// Queries of tokens `(T, C)` to the image, with the key projection folded in: `(8 T, C)`.
    ///
    /// The key bias is left out: it adds the same to all scores of a query, which softmax ignores.
    func foldedQueries(_ q: Tensor, team: ThreadTeam) -> Tensor {
      Kernels.fold(
        qProj(q, team: team), through: kProj.weight, heads: Attention.numHeads, scale: scale)
    }

    /// What tokens get from the image tokens they attended to, `(8 T, C)`: `(T, C)`, added to
    /// `residual`.
    func output(_ attended: Tensor, adding residual: Tensor, team: ThreadTeam) -> Tensor {
      // Each query's weights sum to 1, so projecting the mean equals taking the projections' mean.
      let values = Kernels.unfold(
        attended, through: vProj.weight, bias: vProj.biasOrZeros, heads: Attention.numHeads)
      return outProj(values, then: .add(residual), team: team)
    }

    /// What the image is to take over from tokens: keys and values `(T, C)`, with the query and
    /// output projections folded in, and the layer norm behind it.
    func imageUpdate(
      keys: Tensor, values: Tensor, norm: LayerNorm, team: ThreadTeam
    ) -> ImageTokens.Update {
      let heads = Attention.numHeads
      let k = kProj(keys, team: team)
      let queryBias = qProj.biasOrZeros
      return ImageTokens.Update(
        scores: Kernels.fold(k, through: qProj.weight, heads: heads, scale: scale),
        scoreBias: Kernels.fold(
          k, through: queryBias.reshaped([queryBias.count, 1]), heads: heads, scale: scale
        ).reshaped([k.shape[0] * heads]),
        values: Kernels.fold(
          vProj(values, team: team), through: outProj.weight, .transposed, heads: heads),
        bias: outProj.biasOrZeros, gain: norm.weight, shift: norm.bias, epsilon: norm.epsilon)
    }
  }
}

extension Linear {
  fileprivate var biasOrZeros: Tensor { bias ?? Tensor(zeros: [weight.shape[0]]) }
}

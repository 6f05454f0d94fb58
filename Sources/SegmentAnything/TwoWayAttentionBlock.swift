public import NN
internal import Tensors

/// One layer: tokens attend to themselves, then to the image, pass an MLP, and the image attends to
/// them: segment_anything/modeling/transformer.py.
public struct TwoWayAttentionBlock: Sendable {
  public let selfAttn: TwoWayTransformer.Attention
  public let norm1: LayerNorm
  public let crossAttnTokenToImage: TwoWayTransformer.Attention
  public let norm2: LayerNorm
  public let mlp: MLPBlock
  public let norm3: LayerNorm
  public let norm4: LayerNorm
  public let crossAttnImageToToken: TwoWayTransformer.Attention
  public let firstLayerPE: FirstLayerPE

  /// Whether the tokens' own embeddings are added as positions when they attend to themselves, and
  /// the result to them: not so in the first layer, where they are the tokens.
  public enum FirstLayerPE: Sendable {
    case skipped
    case added
  }

  /// Reads the layer from its scope; throws `CheckpointError` by full key.
  public init(
    weights: Weights, embeddingDim: Int, mlpDim: Int, firstLayerPE: FirstLayerPE
  ) throws {
    func attention(_ name: String, _ downsampleRate: Int) throws -> TwoWayTransformer.Attention {
      try TwoWayTransformer.Attention(
        weights: weights.scope(name), embeddingDim: embeddingDim, downsampleRate: downsampleRate)
    }
    func norm(_ name: String) throws -> LayerNorm {
      try LayerNorm(weights: weights.scope(name), channels: embeddingDim)
    }
    selfAttn = try attention("self_attn", 1)
    norm1 = try norm("norm1")
    crossAttnTokenToImage = try attention("cross_attn_token_to_image", 2)
    norm2 = try norm("norm2")
    mlp = try MLPBlock(
      weights: weights.scope("mlp"), embeddingDim: embeddingDim, mlpDim: mlpDim, act: .relu)
    norm3 = try norm("norm3")
    norm4 = try norm("norm4")
    crossAttnImageToToken = try attention("cross_attn_image_to_token", 2)
    self.firstLayerPE = firstLayerPE
  }

  /// The layer up to `norm1`, on one prompt's tokens `(T, C)`.
  func attendToThemselves(_ queries: Tensor, queryPE: Tensor, team: ThreadTeam) -> Tensor {
    switch firstLayerPE {
    case .skipped:
      return norm1(selfAttn(q: queries, k: queries, v: queries, team: team), team: team)
    case .added:
      let q = Kernels.add(queries, queryPE, team: team)
      let attended = selfAttn(q: q, k: q, v: queries, adding: queries, team: team)
      return norm1(attended, team: team)
    }
  }

  /// The layer from `norm2` on: takes what the tokens saw in the image, and makes what the image is
  /// to take over from the tokens, with `norm4` behind it.
  func receive(
    _ attended: Tensor, queries: Tensor, queryPE: Tensor, team: ThreadTeam
  ) -> (queries: Tensor, update: ImageTokens.Update) {
    let seen = crossAttnTokenToImage.output(attended, adding: queries, team: team)
    let normed = norm2(seen, team: team)
    let thought = Kernels.add(mlp(normed, team: team), normed, team: team)
    let queries = norm3(thought, team: team)
    let keys = Kernels.add(queries, queryPE, team: team)
    return (
      queries,
      crossAttnImageToToken.imageUpdate(keys: keys, values: queries, norm: norm4, team: team)
    )
  }
}

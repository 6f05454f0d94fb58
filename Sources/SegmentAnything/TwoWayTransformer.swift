public import NN
public import Tensors

/// Lets prompt tokens and image tokens attend to one another:
/// segment_anything/modeling/transformer.py.
///
/// The official layers go over the image four times each. Here the image's turn of one layer and
/// the tokens' turn of the next share a pass (`ImageTokens`): the tokens' side of the next layer
/// doesn't wait for the image's side of this one.
public struct TwoWayTransformer: Sendable {
  public let layers: [TwoWayAttentionBlock]
  public let finalAttnTokenToImage: Attention
  public let normFinalAttn: LayerNorm

  /// Reads the transformer from its scope; throws `CheckpointError` by full key.
  public init(weights: Weights, depth: Int, embeddingDim: Int, mlpDim: Int) throws {
    layers = try (0..<depth).map {
      try TwoWayAttentionBlock(
        weights: weights.scope("layers.\($0)"), embeddingDim: embeddingDim, mlpDim: mlpDim,
        firstLayerPE: $0 == 0 ? .skipped : .added)
    }
    finalAttnTokenToImage = try Attention(
      weights: weights.scope("final_attn_token_to_image"), embeddingDim: embeddingDim,
      downsampleRate: 2)
    normFinalAttn = try LayerNorm(weights: weights.scope("norm_final_attn"), channels: embeddingDim)
  }

  /// Runs all prompts of one image.
  ///
  /// - image: the image tokens, which are left as the official `keys`.
  /// - pointEmbeddings: each prompt's tokens `(T, embeddingDim)`; T may differ between prompts.
  /// - Returns each prompt's processed tokens `(T, embeddingDim)`, the official `queries`.
  public func callAsFunction(
    _ image: inout ImageTokens, pointEmbeddings: [Tensor], team: ThreadTeam
  ) -> [Tensor] {
    var queries = pointEmbeddings
    var updates: [ImageTokens.Update] = []
    for layer in layers {
      let attending = team.map(queries.count) { prompt in
        let own = layer.attendToThemselves(
          queries[prompt], queryPE: pointEmbeddings[prompt], team: team)
        let q = Kernels.add(own, pointEmbeddings[prompt], team: team)
        return (own: own, folded: layer.crossAttnTokenToImage.foldedQueries(q, team: team))
      }
      let attended = image.attend(attending.map(\.folded), after: updates, team: team)
      let turns = team.map(queries.count) { prompt in
        layer.receive(
          attended[prompt], queries: attending[prompt].own, queryPE: pointEmbeddings[prompt],
          team: team)
      }
      queries = turns.map(\.queries)
      updates = turns.map(\.update)
    }
    let folded = team.map(queries.count) { prompt in
      let q = Kernels.add(queries[prompt], pointEmbeddings[prompt], team: team)
      return finalAttnTokenToImage.foldedQueries(q, team: team)
    }
    let attended = image.attend(folded, after: updates, team: team)
    return team.map(queries.count) { prompt in
      let sum = finalAttnTokenToImage.output(attended[prompt], adding: queries[prompt], team: team)
      return normFinalAttn(sum, team: team)
    }
  }
}

public import NN
public import Tensors

/// Predicts masks from an image embedding and encoded prompts:
/// segment_anything/modeling/mask_decoder.py.
public struct MaskDecoder: Sendable {
  public let transformerDim: Int
  public let transformer: TwoWayTransformer
  /// `(1, C)`
  public let iouToken: Tensor
  /// `(4, C)`: for the single mask, and for the three of an ambiguous prompt.
  public let maskTokens: Tensor
  public let outputUpscaling: MaskUpscaling
  public let outputHypernetworksMLPs: [MLP]
  public let iouPredictionHead: MLP

  /// Fixed upstream: one mask and three alternatives.
  static let numMaskTokens = 4

  /// Prompts that go through the decoder together: enough to keep a large machine's threads busy,
  /// few enough that their image tokens, 4 MB each for the released models, take little memory.
  public static let promptsAtOnce = 4

  /// The masks of one prompt.
  public struct Output: Sendable {
    /// `(M, 4h, 4w)` logits, M 1 or 3.
    public var masks: Tensor
    /// The model's estimate of each mask's intersection over union with the object, one for each.
    public var iouPredictions: [Float]
  }

  /// Reads the decoder from its scope; throws `CheckpointError` by full key.
  public init(
    weights: Weights, transformerDim: Int, transformerDepth: Int, mlpDim: Int,
    iouHeadHiddenDim: Int
  ) throws {
    self.transformerDim = transformerDim
    transformer = try TwoWayTransformer(
      weights: weights.scope("transformer"), depth: transformerDepth, embeddingDim: transformerDim,
      mlpDim: mlpDim)
    iouToken = try weights.tensor("iou_token.weight", shape: [1, transformerDim])
    maskTokens = try weights.tensor(
      "mask_tokens.weight", shape: [MaskDecoder.numMaskTokens, transformerDim])
    let upscaling = weights.scope("output_upscaling")
    let first = try ConvTranspose2d(
      weights: upscaling.scope("0"), inChannels: transformerDim, outChannels: transformerDim / 4,
      stride: 2)
    let norm = try LayerNorm2d(weights: upscaling.scope("1"), channels: transformerDim / 4)
    let second = try ConvTranspose2d(
      weights: upscaling.scope("3"), inChannels: transformerDim / 4,
      outChannels: transformerDim / 8, stride: 2)
    outputUpscaling = MaskUpscaling(
      firstWeight: first.weight, firstBias: first.bias ?? Tensor(zeros: [transformerDim / 4]),
      gain: norm.weight, shift: norm.bias, epsilon: norm.epsilon, secondWeight: second.weight,
      secondBias: second.bias ?? Tensor(zeros: [transformerDim / 8]))
    outputHypernetworksMLPs = try (0..<MaskDecoder.numMaskTokens).map {
      try MLP(
        weights: weights.scope("output_hypernetworks_mlps.\($0)"), inputDim: transformerDim,
        hiddenDim: transformerDim, outputDim: transformerDim / 8, numLayers: 3)
    }
    iouPredictionHead = try MLP(
      weights: weights.scope("iou_prediction_head"), inputDim: transformerDim,
      hiddenDim: iouHeadHiddenDim, outputDim: MaskDecoder.numMaskTokens, numLayers: 3)
  }

  /// Predicts the masks of several prompts for one image.
  ///
  /// - imageEmbedding: `(C, h, w)`; imagePE: `(h * w, C)`.
  /// - prompts: what the prompt encoder made of each.
  /// - Returns for each prompt the single mask, or with `multimask` the three alternatives. A
  ///   prompt's masks depend neither on the team nor on the other prompts.
  public func callAsFunction(
    imageEmbedding: Tensor, imagePE: Tensor,
    prompts: [(sparse: Tensor, dense: PromptEncoder.DenseEmbedding)], multimask: Bool,
    team: ThreadTeam
  ) -> [Output] {
    let withoutMask = prompts.lazy.compactMap { prompt in
      if case .noMask(let everywhere) = prompt.dense { everywhere } else { nil }
    }.first.map { Kernels.channelsLast(imageEmbedding, adding: $0, team: team) }
    var outputs: [Output] = []
    for start in stride(from: 0, to: prompts.count, by: MaskDecoder.promptsAtOnce) {
      let chunk = Array(prompts[start..<min(start + MaskDecoder.promptsAtOnce, prompts.count)])
      let keys = imageTokens(
        of: imageEmbedding, withoutMask: withoutMask, prompts: chunk.map(\.dense), team: team)
      outputs += predictMasks(
        ImageTokens(keys: keys, positions: imagePE, prompts: chunk.count),
        grid: ImageSize(height: imageEmbedding.shape[1], width: imageEmbedding.shape[2]),
        sparse: chunk.map(\.sparse), selecting: multimask ? 1..<MaskDecoder.numMaskTokens : 0..<1,
        team: team)
    }
    return outputs
  }

  private func predictMasks(
    _ image: ImageTokens, grid: ImageSize, sparse: [Tensor], selecting masks: Range<Int>,
    team: ThreadTeam
  ) -> [Output] {
    let outputTokens = iouToken.elements + maskTokens.elements
    let tokens = sparse.map { sparse in
      Tensor(
        outputTokens + sparse.elements,
        shape: [1 + MaskDecoder.numMaskTokens + sparse.shape[0], transformerDim])
    }
    var image = image
    let queries = transformer(&image, pointEmbeddings: tokens, team: team)

    let heads = team.map(queries.count) { prompt in
      let hypernetworks = masks.map { mask in
        outputHypernetworksMLPs[mask](queries[prompt].row(1 + mask), team: team)
      }
      let iou = iouPredictionHead(queries[prompt].row(0), team: team).elements
      return (
        hypernetworks: Tensor(
          hypernetworks.flatMap(\.elements), shape: [masks.count, transformerDim / 8]),
        iou: Array(iou[masks])
      )
    }
    let logits = outputUpscaling(
      image.keys, grid: grid, hypernetworks: heads.map(\.hypernetworks), team: team)
    return zip(logits, heads).map { Output(masks: $0, iouPredictions: $1.iou) }
  }

  /// The image tokens that prompts start from: shared, `(1, N, C)`, if none of them has a mask,
  /// otherwise `(prompts, N, C)`.
  private func imageTokens(
    of embedding: Tensor, withoutMask: Tensor?, prompts: [PromptEncoder.DenseEmbedding],
    team: ThreadTeam
  ) -> Tensor {
    let count = embedding.count
    let tokens = [count / transformerDim, transformerDim]
    let isShared = prompts.allSatisfy { if case .noMask = $0 { true } else { false } }
    if isShared, let withoutMask { return withoutMask.reshaped([1] + tokens) }
    return Tensor(uninitialized: [prompts.count] + tokens) { keys in
      for (index, dense) in prompts.enumerated() {
        let own =
          switch dense {
          case .noMask(let everywhere):
            withoutMask ?? Kernels.channelsLast(embedding, adding: everywhere, team: team)
          case .mask(let map):
            Kernels.channelsLast(
              Kernels.add(embedding, map, team: team), adding: nil, team: team)
          }
        own.withUnsafeBufferPointer {
          (keys.baseAddress! + index * count).initialize(from: $0.baseAddress!, count: count)
        }
      }
    }
  }
}

extension Tensor {
  /// Row `index` of a matrix, as a matrix of one row.
  fileprivate func row(_ index: Int) -> Tensor {
    Tensor(uninitialized: [1, shape[1]]) { row in
      withUnsafeBufferPointer {
        row.baseAddress!.initialize(from: $0.baseAddress! + index * shape[1], count: shape[1])
      }
    }
  }
}

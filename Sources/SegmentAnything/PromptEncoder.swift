public import NN
public import Tensors

/// Encodes prompts for the mask decoder: segment_anything/modeling/prompt_encoder.py.
public struct PromptEncoder: Sendable {
  public let embedDim: Int
  /// The extents of the image embedding.
  public let imageEmbeddingSize: ImageSize
  /// The extents of the image encoder's input, padding included.
  public let inputImageSize: ImageSize
  public let peLayer: PositionEmbeddingRandom
  /// `(1, embedDim)` each: background point, foreground point, a box's two corners.
  public let pointEmbeddings: [Tensor]
  /// `(1, embedDim)`
  public let notAPointEmbed: Tensor
  /// `(1, embedDim)`
  public let noMaskEmbed: Tensor
  private let maskDownscaling: MaskDownscaling
  private let densePE: Tensor

  /// What a prompt says about every place of the image.
  public enum DenseEmbedding: Sendable {
    /// The same everywhere: no mask was given. `(embedDim)`
    case noMask(Tensor)
    /// `(embedDim, h, w)`
    case mask(Tensor)
  }

  /// Reads the encoder from its scope; throws `CheckpointError` by full key.
  public init(
    weights: Weights, embedDim: Int, imageEmbeddingSize: ImageSize, inputImageSize: ImageSize,
    maskInChans: Int
  ) throws {
    self.embedDim = embedDim
    self.imageEmbeddingSize = imageEmbeddingSize
    self.inputImageSize = inputImageSize
    peLayer = try PositionEmbeddingRandom(
      weights: weights.scope("pe_layer"), numPosFeats: embedDim / 2)
    pointEmbeddings = try (0..<4).map {
      try weights.tensor("point_embeddings.\($0).weight", shape: [1, embedDim])
    }
    notAPointEmbed = try weights.tensor("not_a_point_embed.weight", shape: [1, embedDim])
    noMaskEmbed = try weights.tensor("no_mask_embed.weight", shape: [1, embedDim])
    maskDownscaling = try MaskDownscaling(
      weights: weights.scope("mask_downscaling"), maskInChans: maskInChans, embedDim: embedDim)
    densePE = peLayer(imageEmbeddingSize)
  }

  /// The extents of a mask given as a prompt.
  public var maskInputSize: ImageSize {
    ImageSize(height: 4 * imageEmbeddingSize.height, width: 4 * imageEmbeddingSize.width)
  }

  /// The position of every image token: `(h * w, embedDim)`, computed once.
  public func getDensePE() -> Tensor { densePE }

  /// Encodes one prompt, given in pixels of the image encoder's input.
  ///
  /// - maskInput: `(1, 4h, 4w)`.
  /// - Returns sparse `(tokens, embedDim)`, a token for each point, two for a box, and one for
  ///   padding behind points without a box.
  public func callAsFunction(
    points: [ImagePoint], labels: [PointLabel], box: ImageBox?, maskInput: Tensor?,
    team: ThreadTeam
  ) -> (sparse: Tensor, dense: DenseEmbedding) {
    var parts: [Tensor] = []
    if !points.isEmpty {
      parts.append(embedPoints(points, labels))
      if box == nil { parts.append(notAPointEmbed) }
    }
    if let box { parts.append(embedBox(box)) }
    let sparse = Tensor(
      parts.flatMap(\.elements), shape: [parts.reduce(0) { $0 + $1.shape[0] }, embedDim])
    let dense: DenseEmbedding =
      maskInput.map { .mask(maskDownscaling($0, team: team)) }
      ?? .noMask(noMaskEmbed.reshaped([embedDim]))
    return (sparse, dense)
  }

  private func embedPoints(_ points: [ImagePoint], _ labels: [PointLabel]) -> Tensor {
    embed(points, adding: labels.map { pointEmbeddings[$0.rawValue] })
  }

  private func embedBox(_ box: ImageBox) -> Tensor {
    embed(
      [ImagePoint(x: box.x0, y: box.y0), ImagePoint(x: box.x1, y: box.y1)],
      adding: [pointEmbeddings[2], pointEmbeddings[3]])
  }

  /// Positions of points, each with an embedding of what it is added.
  private func embed(_ points: [ImagePoint], adding kinds: [Tensor]) -> Tensor {
    // Half a pixel further, to the centre of the pixel.
    let centres = points.map { ImagePoint(x: $0.x + 0.5, y: $0.y + 0.5) }
    var embedding = peLayer.forwardWithCoords(centres, imageSize: inputImageSize)
    embedding.withUnsafeMutableBufferPointer { embedding in
      for (index, kind) in kinds.enumerated() {
        kind.withUnsafeBufferPointer { kind in
          for channel in 0..<embedDim { embedding[index * embedDim + channel] += kind[channel] }
        }
      }
    }
    return embedding
  }
}

/// The convolutions that bring a mask to the image embedding's extents: `mask_downscaling`.
private struct MaskDownscaling: Sendable {
  let first: Conv2d
  let firstNorm: LayerNorm2d
  let second: Conv2d
  let secondNorm: LayerNorm2d
  let projection: Conv2d

  init(weights: Weights, maskInChans: Int, embedDim: Int) throws {
    first = try Conv2d(
      weights: weights.scope("0"), inChannels: 1, outChannels: maskInChans / 4, kernelSize: 2,
      stride: 2)
    firstNorm = try LayerNorm2d(weights: weights.scope("1"), channels: maskInChans / 4)
    second = try Conv2d(
      weights: weights.scope("3"), inChannels: maskInChans / 4, outChannels: maskInChans,
      kernelSize: 2, stride: 2)
    secondNorm = try LayerNorm2d(weights: weights.scope("4"), channels: maskInChans)
    projection = try Conv2d(
      weights: weights.scope("6"), inChannels: maskInChans, outChannels: embedDim, kernelSize: 1)
  }

  /// `(1, 4h, 4w)` to `(embedDim, h, w)`.
  func callAsFunction(_ mask: Tensor, team: ThreadTeam) -> Tensor {
    let once = Kernels.gelu(firstNorm(first(mask, team: team), team: team), team: team)
    let twice = Kernels.gelu(secondNorm(second(once, team: team), team: team), team: team)
    return projection(twice, team: team)
  }
}

public import NN
public import Tensors

/// SAM's image encoder, a plain vision transformer with windowed and global attention:
/// segment_anything/modeling/image_encoder.py. Types and their order follow that file.
public struct ImageEncoderViT: Sendable {
  public let configuration: ImageEncoderViTConfiguration
  let patchEmbed: PatchEmbed
  /// `(grid * grid, embedDim)`
  let posEmbed: Tensor
  let blocks: [Block]
  let neck: Neck

  /// Reads the encoder's tensors from its scope (`image_encoder` in a checkpoint of SAM).
  ///
  /// Throws `CheckpointError` by full key where a tensor is missing or has another shape.
  public init(weights: Weights, configuration c: ImageEncoderViTConfiguration) throws {
    precondition(
      c.patchSize > 0 && c.imageSize >= c.patchSize && c.imageSize % c.patchSize == 0
        && c.heads > 0 && c.embedDim % c.heads == 0 && c.windowSize >= 0,
      "an encoder's patches tile its image, its heads its tokens")
    configuration = c
    patchEmbed = try PatchEmbed(weights: weights.scope("patch_embed"), configuration: c)
    posEmbed = try weights.tensor("pos_embed", shape: [1, c.grid, c.grid, c.embedDim])
      .reshaped([c.grid * c.grid, c.embedDim])
    blocks = try (0..<c.depth).map { index in
      try Block(
        weights: weights.scope("blocks.\(index)"), configuration: c,
        windowSize: c.globalAttnIndexes.contains(index) ? 0 : c.windowSize)
    }
    neck = try Neck(weights: weights.scope("neck"), configuration: c)
  }

  /// The embedding of one normalised, padded image.
  ///
  /// - image: `(3, imageSize, imageSize)`, mean and deviation of the pixels already removed.
  /// - Returns `(outChans, grid, grid)`.
  public func callAsFunction(_ image: Tensor, team: ThreadTeam) -> Tensor {
    precondition(
      image.shape == [3, configuration.imageSize, configuration.imageSize],
      "ImageEncoderViT: image is \(image.shape)")
    var workspace = EncoderWorkspace(configuration, packedCount: packedCount)
    patchEmbed(image, position: posEmbed, into: &workspace.tokens, team: team)
    for block in blocks { block(&workspace, team: team) }
    return neck(workspace.tokens, team: team)
  }

  /// Bytes that one call holds beyond the weights at its peak, the result included, the team's
  /// tiles (a few MB for each thread) not.
  public var scratchBytes: Int { Self.scratchBytes(configuration) }

  /// The same of an encoder that is not loaded.
  public static func scratchBytes(_ c: ImageEncoderViTConfiguration) -> Int {
    let packed = GridAttention.packedCount(
      height: c.grid, width: c.grid, heads: c.heads, headWidth: c.headDim)
    let output = c.outChans * c.grid * c.grid
    let counts = EncoderWorkspace.count(c, packedCount: packed) + 2 * output
    return counts * MemoryLayout<Float>.stride
  }

  private var packedCount: Int { blocks.map(\.attn.grid.packedCount).max() ?? 0 }
}

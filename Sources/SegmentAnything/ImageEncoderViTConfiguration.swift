/// The sizes of SAM's image encoder: the arguments of the official `ImageEncoderViT`.
public struct ImageEncoderViTConfiguration: Sendable, Equatable {
  /// Height and width of the padded input, pixels.
  public var imageSize: Int
  /// Height and width of a patch, pixels.
  public var patchSize: Int
  /// The length of a token.
  public var embedDim: Int
  /// The number of blocks.
  public var depth: Int
  public var heads: Int
  /// The width of a block's hidden layer.
  public var mlpDim: Int
  /// Channels of the embedding.
  public var outChans: Int
  /// Tokens along the side of a window.
  public var windowSize: Int
  /// The blocks that attend to the whole grid instead of windows.
  public var globalAttnIndexes: [Int]

  /// Official defaults for everything that ViT-B, L and H share.
  public init(
    imageSize: Int = 1024, patchSize: Int = 16, embedDim: Int, depth: Int, heads: Int,
    mlpDim: Int? = nil, outChans: Int = 256, windowSize: Int = 14, globalAttnIndexes: [Int]
  ) {
    self.imageSize = imageSize
    self.patchSize = patchSize
    self.embedDim = embedDim
    self.depth = depth
    self.heads = heads
    self.mlpDim = mlpDim ?? 4 * embedDim
    self.outChans = outChans
    self.windowSize = windowSize
    self.globalAttnIndexes = globalAttnIndexes
  }

  /// The official `vit_b`: 91 M parameters with prompt encoder and decoder.
  public static let vitB = ImageEncoderViTConfiguration(
    embedDim: 768, depth: 12, heads: 12, globalAttnIndexes: [2, 5, 8, 11])
  /// The official `vit_l`: 308 M parameters.
  public static let vitL = ImageEncoderViTConfiguration(
    embedDim: 1024, depth: 24, heads: 16, globalAttnIndexes: [5, 11, 17, 23])
  /// The official `vit_h`: 636 M parameters.
  public static let vitH = ImageEncoderViTConfiguration(
    embedDim: 1280, depth: 32, heads: 16, globalAttnIndexes: [7, 15, 23, 31])

  /// Tokens along a side of the image.
  public var grid: Int { imageSize / patchSize }
  /// The length of one head's query, key or value.
  public var headDim: Int { embedDim / heads }
}

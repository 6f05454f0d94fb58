public import NN
internal import Tensors

/// The Segment Anything Model: segment_anything/modeling/sam.py.
///
/// Holds no state of an image: `embed` makes an embedding, `predict` makes masks of an embedding
/// and prompts, and any number of threads may call them at once.
public struct Sam: Sendable {
  public let configuration: SamConfiguration
  public let imageEncoder: ImageEncoderViT
  public let promptEncoder: PromptEncoder
  public let maskDecoder: MaskDecoder
  /// Red, green, blue, of values 0...255.
  public let pixelMean: [Float]
  public let pixelStd: [Float]
  /// How pictures are prepared, and masks interpolated.
  public var preprocessing: PreprocessingStyle

  /// A logit above it is part of the mask.
  public static let maskThreshold: Float = 0

  /// Reads a model from a checkpoint, a `.safetensors` file or one that `torch.save` wrote, whatever
  /// its extents.
  ///
  /// Throws `CheckpointError` if the file can't be read, and `SamError` if it holds another model.
  public init(checkpoint path: String, preprocessing: PreprocessingStyle = .sam) throws {
    try self.init(weights: Weights(Checkpoint.open(path)), file: path, preprocessing: preprocessing)
  }

  /// Reads a model from tensors under the official names, all of them behind one common prefix at
  /// most (`module.` and the like).
  ///
  /// Throws `SamError.notSam` or `.wrongTensors`, with every missing, unexpected and misshapen
  /// tensor by its full name, before anything is read; and what reading throws.
  public init(weights: Weights, preprocessing: PreprocessingStyle = .sam) throws {
    try self.init(weights: weights, file: "the tensors", preprocessing: preprocessing)
  }

  private init(weights: Weights, file: String, preprocessing: PreprocessingStyle) throws {
    let tensors = try SamTensors(weights, file: file)
    let configuration = tensors.configuration
    let weights = tensors.weights
    let grid = ImageSize(height: configuration.gridSize, width: configuration.gridSize)
    self.configuration = configuration
    self.preprocessing = preprocessing
    imageEncoder = try ImageEncoderViT(
      weights: weights.scope("image_encoder"), configuration: configuration.imageEncoder)
    promptEncoder = try PromptEncoder(
      weights: weights.scope("prompt_encoder"), embedDim: configuration.promptEmbedDim,
      imageEmbeddingSize: grid,
      inputImageSize: ImageSize(height: configuration.imageSize, width: configuration.imageSize),
      maskInChans: configuration.maskInChans)
    maskDecoder = try MaskDecoder(
      weights: weights.scope("mask_decoder"), transformerDim: configuration.promptEmbedDim,
      transformerDepth: configuration.transformerDepth, mlpDim: configuration.transformerMLPDim,
      iouHeadHiddenDim: configuration.iouHeadHiddenDim)
    pixelMean = try tensors.pixelValues("pixel_mean") ?? [123.675, 116.28, 103.53]
    pixelStd = try tensors.pixelValues("pixel_std") ?? [58.395, 57.12, 57.375]
    try weights.finish()
  }
}

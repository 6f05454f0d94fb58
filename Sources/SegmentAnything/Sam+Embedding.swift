public import Tensors

/// What the image encoder made of a picture, and what masks need to find back to the picture.
public struct ImageEmbedding: Sendable {
  /// `(C, h, w)`
  public var tensor: Tensor
  /// The picture before it was resized, in pixels.
  public var originalSize: ImageSize
  /// The part of the encoder's input that the picture filled.
  public var inputSize: ImageSize
  public var style: PreprocessingStyle

  public init(
    tensor: Tensor, originalSize: ImageSize, inputSize: ImageSize, style: PreprocessingStyle
  ) {
    self.tensor = tensor
    self.originalSize = originalSize
    self.inputSize = inputSize
    self.style = style
  }
}

extension Sam {
  /// Encodes a picture: `SamPredictor.set_image`.
  ///
  /// Throws `SamError.unusableImage` for a picture without pixels, or one so elongated that
  /// resizing would leave none.
  public func embed(_ image: ByteImage, team: ThreadTeam) throws -> ImageEmbedding {
    let input = try preprocess(image)
    return ImageEmbedding(
      tensor: imageEncoder(input, team: team), originalSize: image.size,
      inputSize: inputSize(for: image.size), style: preprocessing)
  }

  /// The image encoder's input `(3, S, S)`: `apply_image` and `Sam.preprocess`.
  ///
  /// Throws like `embed`.
  public func preprocess(_ image: ByteImage) throws -> Tensor {
    try checkFit(image.size)
    let size = inputSize(for: image.size)
    return preprocessing.normalise(
      preprocessing.resize(image, to: size), imageSize: configuration.imageSize, mean: pixelMean,
      std: pixelStd)
  }

  /// The part of the encoder's input that a picture of `originalSize` fills.
  public func inputSize(for originalSize: ImageSize) -> ImageSize {
    preprocessing.inputSize(for: originalSize, imageSize: configuration.imageSize)
  }
}

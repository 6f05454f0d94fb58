/// The extents of a SAM: all that upstream's code doesn't fix. Eight heads and four mask tokens in
/// the decoder, and half as many channels inside its cross attentions, are fixed.
public struct SamConfiguration: Equatable, Sendable {
  public var imageEncoder: ImageEncoderViTConfiguration
  /// Channels between the convolutions that a mask prompt goes through.
  public var maskInChans: Int
  /// Layers of the decoder's transformer.
  public var transformerDepth: Int
  /// The width of a layer's MLP.
  public var transformerMLPDim: Int
  public var iouHeadHiddenDim: Int

  /// Defaults are those of the released models.
  public init(
    imageEncoder: ImageEncoderViTConfiguration, maskInChans: Int = 16, transformerDepth: Int = 2,
    transformerMLPDim: Int = 2048, iouHeadHiddenDim: Int = 256
  ) {
    self.imageEncoder = imageEncoder
    self.maskInChans = maskInChans
    self.transformerDepth = transformerDepth
    self.transformerMLPDim = transformerMLPDim
    self.iouHeadHiddenDim = iouHeadHiddenDim
  }

  /// The side of the square the image encoder takes, in pixels.
  public var imageSize: Int { imageEncoder.imageSize }
  /// The extents of the image embedding, in tokens.
  public var gridSize: Int { imageEncoder.grid }
  /// The channels of the image embedding, of prompts and of the decoder.
  public var promptEmbedDim: Int { imageEncoder.outChans }

  /// The released ViT-B.
  public static let vitB = SamConfiguration(imageEncoder: .vitB)
  /// The released ViT-L.
  public static let vitL = SamConfiguration(imageEncoder: .vitL)
  /// The released ViT-H.
  public static let vitH = SamConfiguration(imageEncoder: .vitH)
}

public import NN
public import Tensors

extension Sam {
  /// The extents of the model in a checkpoint, without loading it; every tensor's name and shape is
  /// checked.
  ///
  /// Throws `SamError` if it holds another model.
  public static func configuration(of checkpoint: Checkpoint) throws -> SamConfiguration {
    try SamTensors(Weights(checkpoint), file: checkpoint.path).configuration
  }

  /// The picture at the size in which it fills the encoder's input, still in bytes:
  /// `ResizeLongestSide.apply_image`.
  ///
  /// Throws like `embed`.
  public func resized(_ image: ByteImage) throws -> ByteImage {
    try checkFit(image.size)
    return preprocessing.resize(image, to: inputSize(for: image.size))
  }
}

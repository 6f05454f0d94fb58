public import Tensors

/// Slices as a step of training takes them.
public struct TrainingBatch: Sendable {
  /// `(N, inChannels, H, W)`, 0 to 1.
  public var image: Tensor
  /// `(N, outChannels, H, W)`: how sure it is that a pixel is of the channel's class, 0 to 1.
  public var target: Tensor
  /// `(N, 1, H, W)`: how much each pixel counts in the loss; 0 for not at all. Nil if all count alike.
  public var weight: Tensor?
  /// `(N, 1, 1, 1)`: how much each picture counts. Nil if all count alike.
  public var pictureWeight: Tensor?

  public init(image: Tensor, target: Tensor, weight: Tensor? = nil, pictureWeight: Tensor? = nil) {
    self.image = image
    self.target = target
    self.weight = weight
    self.pictureWeight = pictureWeight
  }
}

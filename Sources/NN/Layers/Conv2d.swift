public import Tensors

/// Convolution of one image: torch.nn.Conv2d.
public struct Conv2d: Sendable {
  /// `(outChannels, inChannels, kernelHeight, kernelWidth)`
  public let weight: Tensor
  /// `(outChannels)`, or nil for none.
  public let bias: Tensor?
  public let stride: Int
  public let padding: Int

  public init(weight: Tensor, bias: Tensor?, stride: Int = 1, padding: Int = 0) {
    self.weight = weight
    self.bias = bias
    self.stride = stride
    self.padding = padding
  }

  /// Whether a layer has a bias.
  public enum Bias: Sendable {
    case present
    case absent
  }

  /// Reads `weight` and, if it has one, `bias` from the layer's scope; throws `CheckpointError` by
  /// full key. The kernel is square.
  public init(
    weights: Weights, inChannels: Int, outChannels: Int, kernelSize: Int, stride: Int = 1,
    padding: Int = 0, bias: Bias = .present
  ) throws {
    self.init(
      weight: try weights.tensor(
        "weight", shape: [outChannels, inChannels, kernelSize, kernelSize]),
      bias: bias == .present ? try weights.tensor("bias", shape: [outChannels]) : nil,
      stride: stride, padding: padding)
  }

  /// x: `(inChannels, H, W)`; returns `(outChannels, outHeight, outWidth)`.
  public func callAsFunction(_ x: Tensor, team: ThreadTeam) -> Tensor {
    Kernels.conv2d(
      x, weight: weight, bias: bias, stride: stride, padding: padding, team: team)
  }
}

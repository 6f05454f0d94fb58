public import Tensors

/// Transposed convolution of one image with a kernel as large as its stride:
/// torch.nn.ConvTranspose2d(in, out, kernel_size=s, stride=s).
public struct ConvTranspose2d: Sendable {
  /// `(inChannels, outChannels, s, s)`
  public let weight: Tensor
  /// `(outChannels)`, or nil for none.
  public let bias: Tensor?

  public init(weight: Tensor, bias: Tensor?) {
    self.weight = weight
    self.bias = bias
  }

  /// Reads `weight` and `bias` from the layer's scope; throws `CheckpointError` by full key.
  public init(weights: Weights, inChannels: Int, outChannels: Int, stride: Int) throws {
    self.init(
      weight: try weights.tensor("weight", shape: [inChannels, outChannels, stride, stride]),
      bias: try weights.tensor("bias", shape: [outChannels]))
  }

  /// x: `(inChannels, H, W)`; returns `(outChannels, s H, s W)`.
  public func callAsFunction(_ x: Tensor, team: ThreadTeam) -> Tensor {
    Kernels.convTranspose2d(x, weight: weight, bias: bias, team: team)
  }
}

public import Tensors

/// Normalisation over the channels of each position: segment_anything.modeling.common.LayerNorm2d.
public struct LayerNorm2d: Sendable {
  /// `(C)`
  public let weight: Tensor
  /// `(C)`
  public let bias: Tensor
  public let epsilon: Float

  public init(weight: Tensor, bias: Tensor, epsilon: Float = 1e-6) {
    self.weight = weight
    self.bias = bias
    self.epsilon = epsilon
  }

  /// Reads `weight` and `bias` from the layer's scope; throws `CheckpointError` by full key.
  public init(weights: Weights, channels: Int, epsilon: Float = 1e-6) throws {
    self.init(
      weight: try weights.tensor("weight", shape: [channels]),
      bias: try weights.tensor("bias", shape: [channels]), epsilon: epsilon)
  }

  /// x: `(C, H, W)`; returns the same shape.
  public func callAsFunction(_ x: Tensor, team: ThreadTeam) -> Tensor {
    Kernels.layerNorm2d(x, gain: weight, bias: bias, epsilon: epsilon, team: team)
  }
}

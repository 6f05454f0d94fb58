public import Tensors

/// Normalisation over the last axis: torch.nn.LayerNorm.
public struct LayerNorm: Sendable {
  /// `(C)`
  public let weight: Tensor
  /// `(C)`
  public let bias: Tensor
  public let epsilon: Float

  public init(weight: Tensor, bias: Tensor, epsilon: Float) {
    self.weight = weight
    self.bias = bias
    self.epsilon = epsilon
  }

  /// Reads `weight` and `bias` from the layer's scope; throws `CheckpointError` by full key.
  ///
  /// torch's default epsilon is 1e-5; SAM's image encoder uses 1e-6.
  public init(weights: Weights, channels: Int, epsilon: Float = 1e-5) throws {
    self.init(
      weight: try weights.tensor("weight", shape: [channels]),
      bias: try weights.tensor("bias", shape: [channels]), epsilon: epsilon)
  }

  /// x: `(..., C)`; returns the same shape.
  public func callAsFunction(_ x: Tensor, team: ThreadTeam) -> Tensor {
    Kernels.layerNorm(x, gain: weight, bias: bias, epsilon: epsilon, team: team)
  }
}

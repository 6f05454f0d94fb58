public import Tensors

/// y = x Wᵀ + b: torch.nn.Linear.
public struct Linear: Sendable {
  /// `(outFeatures, inFeatures)`
  public let weight: Tensor
  /// `(outFeatures)`, or nil for none.
  public let bias: Tensor?

  public init(weight: Tensor, bias: Tensor?) {
    self.weight = weight
    self.bias = bias
  }

  /// Reads `weight` and `bias` from the layer's scope; throws `CheckpointError` by full key.
  public init(weights: Weights, inFeatures: Int, outFeatures: Int) throws {
    self.init(
      weight: try weights.tensor("weight", shape: [outFeatures, inFeatures]),
      bias: try weights.tensor("bias", shape: [outFeatures]))
  }

  /// x: `(..., inFeatures)`; returns `(..., outFeatures)`. The epilogue runs on each tile of the
  /// product while it is in cache.
  public func callAsFunction(
    _ x: Tensor, then epilogue: Kernels.Epilogue = .none, team: ThreadTeam
  ) -> Tensor {
    Kernels.linear(x, weight: weight, bias: bias, then: epilogue, team: team)
  }
}

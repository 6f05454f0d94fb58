public import NN
public import Tensors

/// Two linear layers with an activation between: segment_anything/modeling/common.py.
public struct MLPBlock: Sendable {
  /// The function between the layers.
  public enum Activation: Sendable {
    case gelu
    case relu
  }

  public let lin1: Linear
  public let lin2: Linear
  public let act: Activation

  /// Reads `lin1` and `lin2` from the block's scope; throws `CheckpointError` by full key.
  public init(
    weights: Weights, embeddingDim: Int, mlpDim: Int, act: Activation = .gelu
  ) throws {
    lin1 = try Linear(
      weights: weights.scope("lin1"), inFeatures: embeddingDim, outFeatures: mlpDim)
    lin2 = try Linear(
      weights: weights.scope("lin2"), inFeatures: mlpDim, outFeatures: embeddingDim)
    self.act = act
  }

  /// x: `(..., embeddingDim)`; returns the same shape.
  public func callAsFunction(_ x: Tensor, team: ThreadTeam) -> Tensor {
    let hidden = lin1(x, then: act == .gelu ? .gelu : .relu, team: team)
    return lin2(hidden, team: team)
  }
}

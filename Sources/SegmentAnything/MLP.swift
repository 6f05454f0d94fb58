public import NN
public import Tensors

/// Linear layers with ReLU between them: segment_anything/modeling/mask_decoder.py.
public struct MLP: Sendable {
  public let layers: [Linear]

  /// Reads `layers.0`, `layers.1`, … from the block's scope; throws `CheckpointError` by full key.
  public init(
    weights: Weights, inputDim: Int, hiddenDim: Int, outputDim: Int, numLayers: Int
  ) throws {
    layers = try (0..<numLayers).map { index in
      try Linear(
        weights: weights.scope("layers.\(index)"), inFeatures: index == 0 ? inputDim : hiddenDim,
        outFeatures: index == numLayers - 1 ? outputDim : hiddenDim)
    }
  }

  /// x: `(..., inputDim)`; returns `(..., outputDim)`.
  public func callAsFunction(_ x: Tensor, team: ThreadTeam) -> Tensor {
    layers.enumerated().reduce(x) { x, layer in
      layer.element(x, then: layer.offset < layers.count - 1 ? .relu : .none, team: team)
    }
  }
}

public import Tensors

/// All that a training knows between two steps: with it, and the same batches, it goes on to the same
/// weights.
public struct TrainingState: Sendable {
  /// Learned tensors by name.
  public var parameters: [String: Tensor]
  /// Tensors that training updates without gradients, such as running statistics.
  public var buffers: [String: Tensor]
  public var optimiser = OptimiserState()
  /// The exponential moving average of the parameters, if one is kept.
  public var average: [String: Tensor]?

  public init(parameters: [String: Tensor], buffers: [String: Tensor]) {
    self.parameters = parameters
    self.buffers = buffers
  }

  /// A network's beginning; equal seeds give equal ones.
  public init(_ network: any SegmentationNetwork, seed: UInt64, keepsAverage: Bool = false) {
    self.init(
      parameters: network.initialParameters(seed: seed), buffers: network.initialBuffers)
    if keepsAverage { average = parameters }
  }

  /// The weights to predict with: the moving average where there is one.
  public var weights: [String: Tensor] { average ?? parameters }
}

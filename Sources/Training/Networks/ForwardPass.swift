public import Autograd
public import Tensors

/// One pass through a network: the weights it uses, and what it leaves behind.
public final class ForwardPass {
  public enum Mode: Hashable, Sendable {
    /// Dropout is drawn from this seed; batch norms use the batch's statistics.
    case training(seed: UInt64)
    /// No dropout; batch norms use the running statistics.
    case evaluation
  }

  public let mode: Mode
  /// The buffers, as the pass leaves them.
  public private(set) var buffers: [String: Tensor]
  private let variables: [String: Variable]
  private var dropoutState: UInt64

  public init(parameters: [String: Variable], buffers: [String: Tensor], mode: Mode) {
    variables = parameters
    self.buffers = buffers
    self.mode = mode
    dropoutState = if case .training(let seed) = mode { seed } else { 0 }
  }

  /// The parameter with this name, which the network's list has.
  func callAsFunction(_ name: String) -> Variable {
    guard let variable = variables[name] else {
      preconditionFailure("“\(name)” is a parameter of the network")
    }
    return variable
  }

  func dropped(_ x: Variable, probability: Float) -> Variable {
    guard probability > 0, case .training = mode else { return x }
    return x.dropped(probability: probability, seed: nextRandom(&dropoutState))
  }

  /// Batch norm and ReLU: torch.nn.BatchNorm2d, whose tensors have this prefix, with its momentum.
  func batchNormedRelu(_ x: Variable, _ prefix: String, momentum: Float = 0.1) -> Variable {
    let (gain, bias) = (self(prefix + ".weight"), self(prefix + ".bias"))
    let names = (mean: prefix + ".running_mean", variance: prefix + ".running_var")
    let running = PlaneStatistics(
      mean: buffers[names.mean]?.elements ?? [], variance: buffers[names.variance]?.elements ?? [])
    guard case .training = mode else {
      return x.normed(by: running, gain: gain, bias: bias).relu()
    }
    let found = Kernels.planeStatistics(x.value, .batch, team: x.tape.team)
    let count = Float(x.value.count / x.shape[1])
    let unbiased = found.variance.map { $0 * count / max(count - 1, 1) }
    let blend = { (old: [Float], new: [Float]) in
      Tensor(zip(old, new).map { $0 + momentum * ($1 - $0) }, shape: [new.count])
    }
    buffers[names.mean] = blend(running.mean, found.mean)
    buffers[names.variance] = blend(running.variance, unbiased)
    return x.planeNormed(.batch, gain: gain, bias: bias, slope: 0, statistics: found)
  }
}

extension Variable {
  /// The norm with statistics that don't depend on x.
  fileprivate func normed(
    by statistics: PlaneStatistics, gain: Variable, bias: Variable, epsilon: Float = 1e-5
  ) -> Variable {
    let shape = [1, gain.value.count, 1, 1]
    let scale = statistics.variance.map { 1 / ($0 + epsilon).squareRoot() }
    let factor = gain.reshaped(shape) * tape.constant(Tensor(scale, shape: shape))
    let mean = tape.constant(Tensor(statistics.mean, shape: shape))
    return (self - mean) * factor + bias.reshaped(shape)
  }
}

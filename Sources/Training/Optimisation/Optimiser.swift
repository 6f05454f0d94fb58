public import Tensors

/// How gradients change the weights, as torch.optim does.
public enum Optimiser: Hashable, Sendable {
  /// Weight decay apart from the gradient (Loshchilov & Hutter, 2019).
  case adamW(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, decay: Float = 0.01)
  /// Weight decay as part of the gradient.
  case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, decay: Float = 0)
  case sgd(momentum: Float = 0, nesterov: Bool = false, decay: Float = 0)
}

/// What an optimiser remembers from step to step.
public struct OptimiserState: Sendable {
  /// Steps taken.
  public var step = 0
  /// Running means of gradients (Adam), or velocities (SGD), by parameter.
  public var means: [String: Tensor] = [:]
  /// Running means of squared gradients, by parameter.
  public var squares: [String: Tensor] = [:]

  public init() {}
}

extension Optimiser {
  /// Takes one step with the learning rate `rate`.
  public func step(
    _ parameters: inout [String: Tensor], gradients: [String: Tensor], rate: Float,
    state: inout OptimiserState
  ) {
    state.step += 1
    for name in gradients.keys.sorted() {
      guard let gradient = gradients[name], var weights = parameters.removeValue(forKey: name)
      else { continue }
      var mean = state.means.removeValue(forKey: name) ?? Tensor(zeros: weights.shape)
      switch self {
      case .adamW(let beta1, let beta2, let epsilon, let decay),
        .adam(let beta1, let beta2, let epsilon, let decay):
        let isCoupled = if case .adam = self { true } else { false }
        var square = state.squares.removeValue(forKey: name) ?? Tensor(zeros: weights.shape)
        Kernels.adamStep(
          &weights, gradient: gradient, mean: &mean, square: &square,
          AdamFactors(
            rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            coupledDecay: isCoupled ? decay : 0, shrinking: isCoupled ? 1 : 1 - rate * decay,
            step: state.step))
        state.squares[name] = square
      case .sgd(let momentum, let nesterov, let decay):
        var gradient = gradient
        if decay != 0 { Kernels.blend(&gradient, scale: 1, weights, factor: decay) }
        Kernels.blend(&mean, scale: momentum, gradient, factor: 1)
        if nesterov { Kernels.blend(&gradient, scale: 1, mean, factor: momentum) }
        Kernels.blend(&weights, scale: 1, nesterov ? gradient : mean, factor: -rate)
      }
      state.means[name] = mean
      parameters[name] = weights
    }
  }

  /// Scales gradients down so that their common norm is at most `limit`:
  /// torch.nn.utils.clip_grad_norm_. Returns the norm that they had.
  @discardableResult
  public static func clip(_ gradients: inout [String: Tensor], norm limit: Double) -> Double {
    let norm = gradients.keys.sorted()
      .reduce(0.0) { $0 + Kernels.squaredNorm(gradients[$1]!) }.squareRoot()
    let factor = limit / (norm + 1e-6)
    if factor < 1 {
      for name in gradients.keys.sorted() {
        let gradient = gradients[name]!
        Kernels.blend(&gradients[name]!, scale: Float(factor), gradient, factor: 0)
      }
    }
    return norm
  }
}

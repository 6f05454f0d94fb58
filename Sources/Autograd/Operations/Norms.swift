public import Tensors

extension Variable {
  /// Normalises the planes of a batch by their own statistics, with a leaky activation behind it:
  /// torch's InstanceNorm2d, or BatchNorm2d while training.
  ///
  /// - self: `(N, C, H, W)`; gain and bias: `(C)`, both or neither; slope: 1 for no activation, 0 for
  ///   ReLU. `statistics` are those of self, if they are known already.
  public func planeNormed(
    _ kind: PlaneNormKind, gain: Variable? = nil, bias: Variable? = nil, epsilon: Float = 1e-5,
    slope: Float = 1, statistics: PlaneStatistics? = nil
  ) -> Variable {
    precondition((gain == nil) == (bias == nil), "a norm has both gain and bias or neither")
    let found = statistics ?? Kernels.planeStatistics(value, kind, team: team)
    let (x, g, b, team) = (value, gain?.value, bias?.value, team)
    let y = Kernels.planeNorm(
      x, kind, found, gain: g, bias: b, epsilon: epsilon, slope: slope, team: team)
    let inputs = [self] + [gain, bias].compactMap { $0 }
    return tape.record(y, from: inputs) { dy in
      let gradients = Kernels.planeNormBackward(
        x, dy, kind, found, gain: g, bias: b, epsilon: epsilon, slope: slope, team: team)
      return [gradients.x, gradients.gain, gradients.bias]
    }
  }

  /// Normalises over the last axis: torch.nn.LayerNorm. gain and bias: `(C)`.
  public func layerNormed(gain: Variable, bias: Variable, epsilon: Float = 1e-5) -> Variable {
    let (x, g, team) = (value, gain.value, team)
    let y = Kernels.layerNorm(x, gain: g, bias: bias.value, epsilon: epsilon, team: team)
    return tape.record(y, from: [self, gain, bias]) { dy in
      let gradients = Kernels.layerNormBackward(x, dy, gain: g, epsilon: epsilon, team: team)
      return [gradients.x, gradients.gain, gradients.bias]
    }
  }

  /// The softmax over the last axis: torch.softmax(x, -1).
  public func softmaxed() -> Variable {
    let (y, team) = (Kernels.softmax(value, team: team), team)
    return tape.record(y, from: [self]) { [Kernels.softmaxBackward(y, $0, team: team)] }
  }
}

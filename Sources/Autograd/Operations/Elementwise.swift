public import Tensors

extension Variable {
  public static func + (a: Variable, b: Variable) -> Variable {
    a.combined(b, .add) { dy, _, _, _ in (dy, dy) }
  }

  public static func - (a: Variable, b: Variable) -> Variable {
    a.combined(b, .subtract) { dy, _, _, team in
      (dy, Kernels.affine(dy, scale: -1, team: team))
    }
  }

  public static func * (a: Variable, b: Variable) -> Variable {
    a.combined(b, .multiply) { dy, a, b, team in
      (
        Kernels.binary(dy, b, .multiply, team: team),
        Kernels.binary(dy, a, .multiply, team: team)
      )
    }
  }

  public static func / (a: Variable, b: Variable) -> Variable {
    a.combined(b, .divide) { dy, a, b, team in
      let da = Kernels.binary(dy, b, .divide, team: team)
      let ratio = Kernels.binary(a, b, .divide, team: team)
      let db = Kernels.binary(da, ratio, .multiply, team: team)
      return (da, Kernels.affine(db, scale: -1, team: team))
    }
  }

  public static func * (scale: Float, x: Variable) -> Variable { x.scaled(by: scale) }

  /// scale * x + shift.
  public func scaled(by scale: Float, plus shift: Float = 0) -> Variable {
    let team = team
    return tape.record(
      Kernels.affine(value, scale: scale, shift: shift, team: team), from: [self]
    ) {
      [Kernels.affine($0, scale: scale, team: team)]
    }
  }

  /// A function of each element.
  public func mapped(_ function: Kernels.UnaryFunction) -> Variable {
    let (x, team) = (value, team)
    return tape.record(Kernels.unary(x, function, team: team), from: [self]) {
      [Kernels.unaryBackward(x, $0, function, team: team)]
    }
  }

  /// max(x, 0).
  public func relu() -> Variable { mapped(.leakyReLU(slope: 0)) }

  /// x where positive, `slope` x elsewhere, with one learned slope: torch.nn.PReLU.
  public func prelu(slope: Variable) -> Variable {
    precondition(slope.value.count == 1, "PReLU has one slope")
    let (x, a, team) = (value, slope.value.elements[0], team)
    let shape = slope.shape
    let y = Kernels.unary(x, .leakyReLU(slope: a), team: team)
    return tape.record(y, from: [self, slope]) { dy in
      let negative = Kernels.binary(
        x, Kernels.unary(x, .leakyReLU(slope: 0), team: team), .subtract, team: team)
      let da = Kernels.sum(
        Kernels.binary(dy, negative, .multiply, team: team), reducedTo: [])
      return [
        Kernels.unaryBackward(x, dy, .leakyReLU(slope: a), team: team), da.reshaped(shape),
      ]
    }
  }

  /// Drops elements while training: torch.nn.Dropout. The same seed drops the same ones.
  public func dropped(probability: Float, seed: UInt64) -> Variable {
    guard probability > 0 else { return self }
    let team = team
    let drop = { Kernels.dropout($0, probability: probability, seed: seed, team: team) }
    return tape.record(drop(value), from: [self]) { [drop($0)] }
  }

  /// An operation on two tensors that broadcast to one shape, as NumPy's do.
  private func combined(
    _ other: Variable, _ function: Kernels.BinaryFunction,
    _ backward: @escaping (Tensor, Tensor, Tensor, ThreadTeam) -> (Tensor, Tensor)
  ) -> Variable {
    guard let shape = Kernels.broadcastShape(self.shape, other.shape) else {
      preconditionFailure("\(self.shape) and \(other.shape) don't broadcast")
    }
    let (a, b, team) = (value, other.value, team)
    let wide = { Kernels.broadcast($0, to: shape) }
    let y = Kernels.binary(wide(a), wide(b), function, team: team)
    return tape.record(y, from: [self, other]) { dy in
      let (da, db) = backward(dy, wide(a), wide(b), team)
      return [
        Kernels.sum(da, reducedTo: a.shape), Kernels.sum(db, reducedTo: b.shape),
      ]
    }
  }
}

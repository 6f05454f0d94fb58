internal import Tensors

extension Variable {
  /// The largest of each square: torch.nn.functional.max_pool2d with stride `size`.
  public func maxPooled(_ size: Int) -> Variable {
    let (shape, team) = (shape, team)
    let (y, places) = Kernels.maxPool(value, size: size, team: team)
    return tape.record(y, from: [self]) {
      [Kernels.maxPoolBackward($0, places: places, inputShape: shape, size: size, team: team)]
    }
  }

  /// The mean of each square: torch.nn.functional.avg_pool2d with stride `size`.
  public func averagePooled(_ size: Int) -> Variable {
    let (shape, team) = (shape, team)
    return tape.record(Kernels.averagePool(value, size: size, team: team), from: [self]) {
      [Kernels.averagePoolBackward($0, inputShape: shape, size: size, team: team)]
    }
  }
}

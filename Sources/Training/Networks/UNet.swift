public import Autograd
internal import Tensors

/// MONAI's 2-d UNet with residual units, under its parameter names: monai.networks.nets.UNet with
/// instance norm and PReLU. Its checkpoints load here, and ours there.
public struct UNet: SegmentationNetwork {
  public let inChannels: Int
  public let outChannels: Int
  /// Channels of each level, finest first; at least two levels.
  public let channels: [Int]
  /// From each level to the next.
  public let strides: [Int]
  /// Convolutions in a residual unit of the way down; at least 1.
  public let residualUnits: Int
  /// Probability to drop, between norm and activation.
  public let dropout: Float

  public init(
    inChannels: Int = 1, outChannels: Int = 1, channels: [Int] = [32, 64, 128, 256, 512],
    strides: [Int]? = nil, residualUnits: Int = 2, dropout: Float = 0
  ) {
    let strides = strides ?? Array(repeating: 2, count: channels.count - 1)
    precondition(
      channels.count >= 2 && strides.count == channels.count - 1 && residualUnits >= 1,
      "a UNet has two levels or more, a stride between each two, and residual units")
    self.inChannels = inChannels
    self.outChannels = outChannels
    self.channels = channels
    self.strides = strides
    self.residualUnits = residualUnits
    self.dropout = dropout
  }

  public var sizeMultiple: Int { strides.reduce(1, *) }
  public var buffers: [ParameterDescription] { [] }

  public var parameters: [ParameterDescription] {
    blocks.flatMap { level in
      level.down.parameters + (level.up.map { $0.parameters } ?? [])
    }
  }

  public func logits(_ x: Variable, _ pass: ForwardPass) -> Variable {
    logits(x, pass, level: 0, blocks)
  }

  private func logits(
    _ x: Variable, _ pass: ForwardPass, level: Int, _ blocks: [Level]
  ) -> Variable {
    let down = blocks[level].down(x, pass, dropout)
    guard let up = blocks[level].up else { return down }
    let below = logits(down, pass, level: level + 1, blocks)
    return up(.concatenated([down, below], axis: 1), pass, dropout)
  }

  private struct Level {
    let down: ResidualUnit
    let up: UpLayer?
  }

  private var blocks: [Level] {
    var prefix = "model"
    return channels.indices.map { level in
      let before = level == 0 ? inChannels : channels[level - 1]
      let here = channels[level]
      guard level < channels.count - 1 else {
        return Level(
          down: ResidualUnit(
            prefix: prefix, inChannels: before, outChannels: here, stride: 1,
            units: residualUnits, isLast: false), up: nil)
      }
      let below = level == channels.count - 2 ? channels[level + 1] : here
      let down = ResidualUnit(
        prefix: prefix + ".0", inChannels: before, outChannels: here, stride: strides[level],
        units: residualUnits, isLast: false)
      let up = UpLayer(
        prefix: prefix + ".2", inChannels: here + below,
        outChannels: level == 0 ? outChannels : before, stride: strides[level],
        isLast: level == 0)
      prefix += ".1.submodule"
      return Level(down: down, up: up)
    }
  }
}

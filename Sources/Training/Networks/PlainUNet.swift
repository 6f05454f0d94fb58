public import Autograd
internal import Tensors

/// The UNet of two 3 × 3 convolutions a level, each with batch norm and ReLU, max pooling on the way
/// down and 2 × 2 transposed convolutions on the way up (Ronneberger et al., 2015, with the padding
/// and norms that are usual since).
///
/// Parameters: `down.<level>.<0|3>.weight` (convolutions) and `.<1|4>` (norms), `up.<i>`, `dec.<i>` from
/// the coarsest level on, and `out`.
public struct PlainUNet: SegmentationNetwork {
  public let inChannels: Int
  public let outChannels: Int
  /// Channels of each level, finest first.
  public let channels: [Int]

  public init(
    inChannels: Int = 1, outChannels: Int = 1, channels: [Int] = [32, 64, 128, 256, 512]
  ) {
    precondition(channels.count >= 2, "a UNet has two levels or more")
    self.inChannels = inChannels
    self.outChannels = outChannels
    self.channels = channels
  }

  public var sizeMultiple: Int { 1 << (channels.count - 1) }

  public func logits(_ x: Variable, _ pass: ForwardPass) -> Variable {
    var levels: [Variable] = []
    for level in channels.indices {
      let input = level == 0 ? x : levels[level - 1].maxPooled(2)
      levels.append(double(input, "down.\(level)", pass))
    }
    var y = levels.removeLast()
    for step in 0..<channels.count - 1 {
      let wide = y.transposeConvolved(
        weight: pass("up.\(step).weight"), bias: pass("up.\(step).bias"),
        window: ConvolutionWindow(kernel: 2, stride: 2))
      y = double(.concatenated([levels.removeLast(), wide], axis: 1), "dec.\(step)", pass)
    }
    return y.convolved(
      weight: pass("out.weight"), bias: pass("out.bias"), window: ConvolutionWindow(kernel: 1))
  }

  private func double(_ x: Variable, _ name: String, _ pass: ForwardPass) -> Variable {
    [0, 3].reduce(x) { x, index in
      let y = x.convolved(
        weight: pass("\(name).\(index).weight"), window: ConvolutionWindow(kernel: 3, padding: 1))
      return pass.batchNormedRelu(y, "\(name).\(index + 1)")
    }
  }

  public var parameters: [ParameterDescription] {
    var list = doubles.flatMap { name, inputs, outputs in
      [(0, inputs), (3, outputs)].flatMap { index, inputs in
        [
          ParameterDescription(
            "\(name).\(index).weight", shape: [outputs, inputs, 3, 3],
            start: .uniform(fanIn: inputs * 9)),
          ParameterDescription(
            "\(name).\(index + 1).weight", shape: [outputs], start: .constant(1)),
          ParameterDescription("\(name).\(index + 1).bias", shape: [outputs], start: .constant(0)),
        ]
      }
    }
    for (step, level) in (1..<channels.count).reversed().enumerated() {
      let (inputs, outputs) = (channels[level], channels[level - 1])
      list.append(
        ParameterDescription(
          "up.\(step).weight", shape: [inputs, outputs, 2, 2],
          start: .uniform(fanIn: outputs * 4)))
      list.append(
        ParameterDescription(
          "up.\(step).bias", shape: [outputs], start: .uniform(fanIn: outputs * 4)))
    }
    return list + convolutionParameters("out", outChannels, channels[0], kernel: 1)
  }

  public var buffers: [ParameterDescription] {
    doubles.flatMap { name, _, outputs in
      [1, 4].flatMap { index in
        [
          ParameterDescription(
            "\(name).\(index).running_mean", shape: [outputs], start: .constant(0)),
          ParameterDescription(
            "\(name).\(index).running_var", shape: [outputs], start: .constant(1)),
        ]
      }
    }
  }

  /// Name, inputs and outputs of each pair of convolutions.
  private var doubles: [(String, Int, Int)] {
    channels.indices.map { level in
      ("down.\(level)", level == 0 ? inChannels : channels[level - 1], channels[level])
    }
      + (1..<channels.count).reversed().enumerated().map { step, level in
        // What comes up, and what was kept of the level.
        ("dec.\(step)", 2 * channels[level - 1], channels[level - 1])
      }
  }
}

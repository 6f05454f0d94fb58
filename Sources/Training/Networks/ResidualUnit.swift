internal import Autograd
internal import Tensors

/// Convolutions with norm and activation, and a shortcut beside them:
/// monai.networks.blocks.ResidualUnit.
struct ResidualUnit {
  let prefix: String
  let inChannels: Int
  let outChannels: Int
  let stride: Int
  let units: Int
  /// Whether nothing follows the last convolution: it ends the network.
  let isLast: Bool

  func callAsFunction(_ x: Variable, _ pass: ForwardPass, _ dropout: Float) -> Variable {
    var y = x
    for unit in 0..<units {
      let name = "\(prefix).conv.unit\(unit)"
      y = y.convolved(
        weight: pass(name + ".conv.weight"), bias: pass(name + ".conv.bias"),
        window: ConvolutionWindow(kernel: 3, stride: unit == 0 ? stride : 1, padding: 1))
      if !(isLast && unit == units - 1) { y = normDropActivate(y, name, pass, dropout) }
    }
    guard let kernel = shortcutKernel else { return y + x }
    return y
      + x.convolved(
        weight: pass(prefix + ".residual.weight"), bias: pass(prefix + ".residual.bias"),
        window: ConvolutionWindow(kernel: kernel, stride: stride, padding: kernel / 2))
  }

  /// The shortcut's convolution, nil where it is the identity.
  private var shortcutKernel: Int? {
    if stride != 1 { return 3 }
    return inChannels == outChannels ? nil : 1
  }

  var parameters: [ParameterDescription] {
    var list: [ParameterDescription] = []
    for unit in 0..<units {
      let name = "\(prefix).conv.unit\(unit)"
      list += convolutionParameters(
        name + ".conv", outChannels, unit == 0 ? inChannels : outChannels, kernel: 3)
      if !(isLast && unit == units - 1) { list.append(slopeParameter(name)) }
    }
    if let kernel = shortcutKernel {
      list += convolutionParameters(prefix + ".residual", outChannels, inChannels, kernel: kernel)
    }
    return list
  }
}

/// A transposed convolution with norm and activation, and a residual unit behind it.
struct UpLayer {
  let prefix: String
  let inChannels: Int
  let outChannels: Int
  let stride: Int
  let isLast: Bool

  private var unit: ResidualUnit {
    ResidualUnit(
      prefix: prefix + ".1", inChannels: outChannels, outChannels: outChannels, stride: 1,
      units: 1, isLast: isLast)
  }

  func callAsFunction(_ x: Variable, _ pass: ForwardPass, _ dropout: Float) -> Variable {
    let name = prefix + ".0"
    let wide = x.transposeConvolved(
      weight: pass(name + ".conv.weight"), bias: pass(name + ".conv.bias"),
      window: ConvolutionWindow(kernel: 3, stride: stride, padding: 1),
      outputPadding: stride - 1)
    return unit(normDropActivate(wide, name, pass, dropout), pass, dropout)
  }

  var parameters: [ParameterDescription] {
    let name = prefix + ".0"
    let fanIn = outChannels * 9
    return [
      ParameterDescription(
        name + ".conv.weight", shape: [inChannels, outChannels, 3, 3],
        start: .uniform(fanIn: fanIn)),
      ParameterDescription(
        name + ".conv.bias", shape: [outChannels], start: .uniform(fanIn: fanIn)),
      slopeParameter(name),
    ] + unit.parameters
  }
}

private func normDropActivate(
  _ x: Variable, _ name: String, _ pass: ForwardPass, _ dropout: Float
) -> Variable {
  pass.dropped(x.planeNormed(.instance), probability: dropout)
    .prelu(slope: pass(name + ".adn.A.weight"))
}

private func slopeParameter(_ name: String) -> ParameterDescription {
  ParameterDescription(name + ".adn.A.weight", shape: [1], start: .constant(0.25))
}

/// Weight and bias of a convolution.
func convolutionParameters(
  _ name: String, _ outputs: Int, _ inputs: Int, kernel: Int
) -> [ParameterDescription] {
  let fanIn = inputs * kernel * kernel
  return [
    ParameterDescription(
      name + ".weight", shape: [outputs, inputs, kernel, kernel], start: .uniform(fanIn: fanIn)),
    ParameterDescription(name + ".bias", shape: [outputs], start: .uniform(fanIn: fanIn)),
  ]
}

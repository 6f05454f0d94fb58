public import Tensors

extension Variable {
  /// The 2-d convolution of a batch: torch.nn.functional.conv2d.
  ///
  /// - self: `(N, C, H, W)`; weight: `(O, C, k, k)`; bias: `(O)`. Returns `(N, O, outH, outW)`.
  public func convolved(
    weight: Variable, bias: Variable? = nil, window: ConvolutionWindow
  ) -> Variable {
    let y = Kernels.convolution(
      value, weight: weight.value, bias: bias?.value, window: window, team: team)
    let (x, w, team) = (value, weight.value, team)
    let (needsX, needsW) = (needsGradient, weight.needsGradient)
    let needsBias = bias?.needsGradient ?? false
    return tape.record(y, from: [self, weight] + (bias.map { [$0] } ?? [])) { dy in
      let size = ImageSize(height: x.shape[2], width: x.shape[3])
      return [
        needsX
          ? Kernels.convolutionBackwardInput(
            dy, weight: w, inputSize: size, window: window, team: team) : nil,
        needsW ? Kernels.convolutionBackwardWeight(x, dy, window: window, team: team) : nil,
        needsBias ? Kernels.channelSums(dy, team: team) : nil,
      ]
    }
  }

  /// The transposed convolution of a batch: torch.nn.functional.conv_transpose2d.
  ///
  /// - self: `(N, C, H, W)`; weight: `(C, O, k, k)`; bias: `(O)`. Returns `(N, O, outH, outW)`,
  ///   out = (size - 1) stride - 2 padding + kernel + outputPadding.
  public func transposeConvolved(
    weight: Variable, bias: Variable? = nil, window: ConvolutionWindow, outputPadding: Int = 0
  ) -> Variable {
    let extent = { (size: Int) in
      (size - 1) * window.stride - 2 * window.padding + window.kernel + outputPadding
    }
    let y = Kernels.convolutionBackwardInput(
      value, weight: weight.value, bias: bias?.value,
      inputSize: ImageSize(height: extent(shape[2]), width: extent(shape[3])), window: window,
      team: team)
    let (x, w, team) = (value, weight.value, team)
    let (needsX, needsW) = (needsGradient, weight.needsGradient)
    let needsBias = bias?.needsGradient ?? false
    return tape.record(y, from: [self, weight] + (bias.map { [$0] } ?? [])) { dy in
      [
        needsX
          ? Kernels.convolution(dy, weight: w, bias: nil, window: window, team: team) : nil,
        needsW ? Kernels.convolutionBackwardWeight(dy, x, window: window, team: team) : nil,
        needsBias ? Kernels.channelSums(dy, team: team) : nil,
      ]
    }
  }
}

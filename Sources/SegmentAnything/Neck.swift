internal import NN
internal import Tensors

/// Tokens to embedding: `ImageEncoderViT.neck` in image_encoder.py, numbered as there.
struct Neck: Sendable {
  /// `neck.0`, a 1 × 1 convolution.
  let conv1: Kernels.PackedLinear
  /// `neck.1`
  let norm1: Kernels.NormParameters
  /// `neck.2`, a 3 × 3 convolution.
  let conv2: Kernels.PackedLinear
  /// `neck.3`
  let norm2: Kernels.NormParameters
  let grid: Int

  init(weights: Weights, configuration c: ImageEncoderViTConfiguration) throws {
    grid = c.grid
    conv1 = .init(
      weight: try weights.tensor("0.weight", shape: [c.outChans, c.embedDim, 1, 1]), bias: nil)
    norm1 = try .init(weights: weights.scope("1"), channels: c.outChans)
    conv2 = .init(
      weight: channelsLast(
        try weights.tensor("2.weight", shape: [c.outChans, c.outChans, 3, 3])), bias: nil)
    norm2 = try .init(weights: weights.scope("3"), channels: c.outChans)
  }

  /// - tokens: `(grid * grid, embedDim)`; returns `(outChans, grid, grid)`.
  func callAsFunction(_ tokens: Tensor, team: ThreadTeam) -> Tensor {
    Kernels.neck(
      tokens, height: grid, width: grid, conv1: conv1, norm1: norm1, conv2: conv2, norm2: norm2,
      team: team)
  }
}

/// `(O, C, h, w)` as `(O, h, w, C)`.
private func channelsLast(_ weight: Tensor) -> Tensor {
  let (outputs, channels) = (weight.shape[0], weight.shape[1])
  let area = weight.shape[2] * weight.shape[3]
  let elements = weight.elements
  return Tensor(
    (0..<outputs).flatMap { o in
      (0..<area).flatMap { p in
        (0..<channels).map { c in elements[(o * channels + c) * area + p] }
      }
    }, shape: [outputs, weight.shape[2], weight.shape[3], channels])
}

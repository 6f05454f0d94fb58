internal import NN
internal import Tensors

/// Image to tokens: `PatchEmbed` in image_encoder.py, a convolution whose kernel is as large as its
/// stride.
struct PatchEmbed: Sendable {
  let proj: Kernels.PackedLinear
  let patchSize: Int

  init(weights: Weights, configuration c: ImageEncoderViTConfiguration) throws {
    patchSize = c.patchSize
    proj = .init(
      weight: try weights.tensor(
        "proj.weight", shape: [c.embedDim, 3, c.patchSize, c.patchSize]),
      bias: try weights.tensor("proj.bias", shape: [c.embedDim]))
  }

  /// - image: `(3, H, W)`; position and tokens: `(N, embedDim)`.
  func callAsFunction(
    _ image: Tensor, position: Tensor, into tokens: inout Tensor, team: ThreadTeam
  ) {
    Kernels.embedPatches(
      image, patchSize: patchSize, projection: proj, position: position, into: &tokens, team: team)
  }
}

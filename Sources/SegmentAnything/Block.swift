internal import NN
internal import Tensors

/// A transformer block with windowed or global attention: `Block` in image_encoder.py.
struct Block: Sendable {
  let norm1: Kernels.NormParameters
  let attn: Attention
  let norm2: Kernels.NormParameters
  let mlpLin1: Kernels.PackedLinear
  let mlpLin2: Kernels.PackedLinear

  /// - windowSize: tokens along the side of a window; 0 for global attention.
  init(weights: Weights, configuration c: ImageEncoderViTConfiguration, windowSize: Int) throws {
    norm1 = try .init(weights: weights.scope("norm1"), channels: c.embedDim)
    attn = try Attention(
      weights: weights.scope("attn"), configuration: c, windowSize: windowSize)
    norm2 = try .init(weights: weights.scope("norm2"), channels: c.embedDim)
    mlpLin1 = try .init(
      weights: weights.scope("mlp.lin1"), inFeatures: c.embedDim, outFeatures: c.mlpDim)
    mlpLin2 = try .init(
      weights: weights.scope("mlp.lin2"), inFeatures: c.mlpDim, outFeatures: c.embedDim)
  }

  /// Takes the tokens one block further: x += attn(norm1(x)), then x += mlp(norm2(x)).
  func callAsFunction(_ workspace: inout EncoderWorkspace, team: ThreadTeam) {
    Kernels.normedLinear(
      workspace.tokens, norm: norm1, linear: attn.qkv, into: &workspace.qkv, team: team)
    attn.grid(
      qkv: workspace.qkv, packed: &workspace.packed, into: &workspace.attended, team: team)
    Kernels.projectAndMLP(
      workspace.attended, projection: attn.proj, norm: norm2, lin1: mlpLin1, lin2: mlpLin2,
      onto: &workspace.tokens, team: team)
  }
}

extension Kernels.NormParameters {
  /// Reads `weight` and `bias` from the norm's scope. The encoder's epsilon is 1e-6.
  init(weights: Weights, channels: Int) throws {
    self.init(
      gain: try weights.tensor("weight", shape: [channels]),
      bias: try weights.tensor("bias", shape: [channels]), epsilon: 1e-6)
  }
}

extension Kernels.PackedLinear {
  /// Reads `weight` and `bias` from the layer's scope.
  init(weights: Weights, inFeatures: Int, outFeatures: Int) throws {
    self.init(
      weight: try weights.tensor("weight", shape: [outFeatures, inFeatures]),
      bias: try weights.tensor("bias", shape: [outFeatures]))
  }
}

internal import Tensors

/// The activations of one image on its way through the encoder, reused from block to block.
struct EncoderWorkspace {
  /// `(N, embedDim)`: the residual stream.
  var tokens: Tensor
  /// `(N, 3 * embedDim)`
  var qkv: Tensor
  /// `(N, embedDim)`: the heads' outputs, side by side.
  var attended: Tensor
  /// Keys and values of every head, as global attention reads them.
  var packed: Tensor

  init(_ c: ImageEncoderViTConfiguration, packedCount: Int) {
    let count = c.grid * c.grid
    tokens = Tensor(uninitialized: [count, c.embedDim]) { _ in }
    qkv = Tensor(uninitialized: [count, 3 * c.embedDim]) { _ in }
    attended = Tensor(uninitialized: [count, c.embedDim]) { _ in }
    packed = Tensor(uninitialized: [packedCount]) { _ in }
  }

  /// Floats that a workspace holds.
  static func count(_ c: ImageEncoderViTConfiguration, packedCount: Int) -> Int {
    5 * c.grid * c.grid * c.embedDim + packedCount
  }
}

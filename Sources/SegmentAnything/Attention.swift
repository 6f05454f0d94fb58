internal import NN
internal import Tensors

/// Multi-head attention with relative positions: `Attention` in image_encoder.py, with its
/// `window_partition`, which `GridAttention` does on the fly.
struct Attention: Sendable {
  let qkv: Kernels.PackedLinear
  let proj: Kernels.PackedLinear
  let grid: GridAttention

  /// - windowSize: tokens along the side of a window; 0 for global attention.
  init(weights: Weights, configuration c: ImageEncoderViTConfiguration, windowSize: Int) throws {
    let bias = try weights.tensor("qkv.bias", shape: [3 * c.embedDim])
    qkv = .init(
      weight: try weights.tensor("qkv.weight", shape: [3 * c.embedDim, c.embedDim]), bias: bias)
    proj = try .init(
      weights: weights.scope("proj"), inFeatures: c.embedDim, outFeatures: c.embedDim)
    let side = windowSize > 0 ? windowSize : c.grid
    grid = GridAttention(
      height: c.grid, width: c.grid, keyRows: side, keyColumns: side, heads: c.heads,
      relativeRows: try relativePositions(
        "rel_pos_h", of: weights, side: side, headDim: c.headDim),
      relativeColumns: try relativePositions(
        "rel_pos_w", of: weights, side: side, headDim: c.headDim),
      padding: bias)
  }
}

/// The table `name` for queries and keys on a line of `side` tokens, `(2 * side - 1, headDim)`:
/// `get_rel_pos` in image_encoder.py, which interpolates a table made for another side.
private func relativePositions(
  _ name: String, of weights: Weights, side: Int, headDim: Int
) throws -> Tensor {
  let length = 2 * side - 1
  guard let shape = weights.shape(of: name), shape.count == 2, shape[0] > 0, shape[0] != length
  else {
    return try weights.tensor(name, shape: [length, headDim])
  }
  let table = try weights.tensor(name, shape: [shape[0], headDim])
  return interpolated(table, length: length)
}

/// Linear interpolation along the first axis between pixel centres:
/// torch.nn.functional.interpolate(mode="linear", align_corners=False).
///
/// - table: `(L, C)`; returns `(length, C)`.
func interpolated(_ table: Tensor, length: Int) -> Tensor {
  let (rows, columns) = (table.shape[0], table.shape[1])
  let elements = table.elements
  let step = Float(rows) / Float(length)
  return Tensor(
    (0..<length).flatMap { row in
      let position = max((Float(row) + 0.5) * step - 0.5, 0)
      let lower = min(Int(position), rows - 1)
      let upper = min(lower + 1, rows - 1)
      let fraction = position - Float(lower)
      return (0..<columns).map {
        (1 - fraction) * elements[lower * columns + $0] + fraction * elements[upper * columns + $0]
      }
    }, shape: [length, columns])
}

extension Kernels {
  /// The axes in another order: torch.permute. Axis i of the result is axis `axes[i]` of x.
  public static func permuted(_ x: Tensor, _ axes: [Int], team: ThreadTeam) -> Tensor {
    precondition(axes.sorted() == Array(0..<x.rank), "\(axes) orders the axes of \(x.shape)")
    var strides = [Int](repeating: 1, count: x.rank)
    for axis in (0..<x.rank).dropLast().reversed() {
      strides[axis] = strides[axis + 1] * x.shape[axis + 1]
    }
    let shape = axes.map { x.shape[$0] }
    let steps = axes.map { strides[$0] }
    guard let columns = shape.last, let step = steps.last, x.count > 0 else { return x }
    let outer = shape.count - 1
    let height = rowsPerTile(columns: columns)
    let rows = x.count / columns
    return Tensor(uninitialized: shape) { y in
      x.withUnsafeBufferPointer { x in
        team.forEach(tiles(rows, by: height)) { index in
          for row in tile(index, of: rows, by: height) {
            var (rest, start) = (row, 0)
            for axis in (0..<outer).reversed() {
              start += rest % shape[axis] * steps[axis]
              rest /= shape[axis]
            }
            for i in 0..<columns { y[row * columns + i] = x[start + i * step] }
          }
        }
      }
    }
  }
}

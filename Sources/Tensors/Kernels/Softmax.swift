internal import CKernels

extension Kernels {
  /// The softmax of each row over the last axis, after scaling: torch.softmax(scale * x, -1).
  ///
  /// - x: `(..., N)`; `scale` not negative. Returns x's shape.
  public static func softmax(_ x: Tensor, scale: Float = 1, team: ThreadTeam) -> Tensor {
    let columns = x.shape.last ?? 1
    return mapTiles(x, columns: columns, team: team) { start, rows, _ in
      ck_softmax(start, columns, rows, columns, scale)
    }
  }
}

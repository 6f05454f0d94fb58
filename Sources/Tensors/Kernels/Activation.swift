internal import CKernels

extension Kernels {
  /// Exact GELU of each element, x Phi(x) within 1e-6: torch.nn.GELU. Returns x's shape.
  public static func gelu(_ x: Tensor, team: ThreadTeam) -> Tensor {
    mapTiles(x, columns: 1, team: team) { start, count, _ in
      ck_add_bias_gelu(start, count, 1, count, nil)
    }
  }

  /// max(x, 0) of each element: torch.nn.ReLU. Returns x's shape.
  public static func relu(_ x: Tensor, team: ThreadTeam) -> Tensor {
    mapTiles(x, columns: 1, team: team) { start, count, _ in
      ck_add_bias_relu(start, count, 1, count, nil)
    }
  }

  /// x + y, element by element, for equal shapes.
  public static func add(_ x: Tensor, _ y: Tensor, team: ThreadTeam) -> Tensor {
    precondition(x.shape == y.shape, "add: \(x.shape) and \(y.shape)")
    return withPointers(y, y) { y, _ in
      mapTiles(x, columns: 1, team: team) { start, count, offset in
        ck_add_bias_residual(start, count, 1, count, nil, y + offset, count)
      }
    }
  }
}

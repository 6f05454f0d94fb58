internal import CKernels

extension Kernels {
  /// What happens to each element of a matrix product while its tile is still in cache.
  public enum Epilogue {
    case none
    case relu
    /// Exact GELU: x Phi(x), torch.nn.GELU's default.
    case gelu
    /// Adds a tensor of the product's shape.
    case add(Tensor)
  }

  /// y = epilogue(x wᵀ + bias): torch.nn.Linear.
  ///
  /// - x: `(..., inFeatures)`; weight: `(outFeatures, inFeatures)`; bias: `(outFeatures)`.
  /// - Returns `(..., outFeatures)`.
  public static func linear(
    _ x: Tensor, weight: Tensor, bias: Tensor?, then epilogue: Epilogue = .none, team: ThreadTeam
  ) -> Tensor {
    let outFeatures = weight.shape[0]
    let inFeatures = weight.shape[1]
    precondition(x.shape.last == inFeatures, "linear: x is \(x.shape), weight \(weight.shape)")
    precondition(bias.map { $0.count == outFeatures } ?? true, "linear: one bias for each output")
    let rows = x.count / max(inFeatures, 1)
    return Tensor(uninitialized: x.shape.dropLast() + [outFeatures]) { y in
      withPointers(x, weight) { x, weight in
        gemmTiles(rows: rows, columns: outFeatures, team: team) { rows, columns in
          let tile = y.baseAddress! + rows.lowerBound * outFeatures + columns.lowerBound
          BLAS.gemm(
            m: rows.count, n: columns.count, k: inFeatures,
            .init(x + rows.lowerBound * inFeatures, stride: inFeatures),
            .init(weight + columns.lowerBound * inFeatures, stride: inFeatures, .transposed),
            into: tile, stride: outFeatures)
          epilogue.apply(to: tile, rows: rows, columns: columns, stride: outFeatures, bias: bias)
        }
      }
    }
  }

  /// c = a b, for row-major `a` `(m, k)` and `b` `(k, n)`.
  public static func matmul(_ a: Tensor, _ b: Tensor, team: ThreadTeam) -> Tensor {
    precondition(a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[0], "matmul: inner extents")
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    return Tensor(uninitialized: [m, n]) { c in
      withPointers(a, b) { a, b in
        gemmTiles(rows: m, columns: n, team: team) { rows, columns in
          BLAS.gemm(
            m: rows.count, n: columns.count, k: k,
            .init(a + rows.lowerBound * k, stride: k),
            .init(b + columns.lowerBound, stride: n),
            into: c.baseAddress! + rows.lowerBound * n + columns.lowerBound, stride: n)
        }
      }
    }
  }

  /// Covers a product's rows and columns with tiles that keep OpenBLAS's packing cheap.
  static func gemmTiles(
    rows: Int, columns: Int, team: ThreadTeam, _ body: (Range<Int>, Range<Int>) -> Void
  ) {
    let rowTiles = tiles(rows, by: gemmRows)
    let columnTiles = tiles(columns, by: gemmColumns)
    team.forEach(rowTiles * columnTiles) { index in
      body(
        tile(index / columnTiles, of: rows, by: gemmRows),
        tile(index % columnTiles, of: columns, by: gemmColumns))
    }
  }

  private static let gemmRows = 256
  private static let gemmColumns = 768
}

extension Kernels.Epilogue {
  /// Adds the bias and applies the epilogue to one tile of a product.
  func apply(
    to tile: UnsafeMutablePointer<Float>, rows: Range<Int>, columns: Range<Int>, stride: Int,
    bias: Tensor?
  ) {
    withBias(bias) { bias in
      let bias = bias.map { $0 + columns.lowerBound }
      switch self {
      case .none: ck_add_bias(tile, stride, rows.count, columns.count, bias)
      case .relu: ck_add_bias_relu(tile, stride, rows.count, columns.count, bias)
      case .gelu: ck_add_bias_gelu(tile, stride, rows.count, columns.count, bias)
      case .add(let other):
        other.withUnsafeBufferPointer { other in
          let start = other.baseAddress! + rows.lowerBound * stride + columns.lowerBound
          ck_add_bias_residual(tile, stride, rows.count, columns.count, bias, start, stride)
        }
      }
    }
  }

  private func withBias(_ bias: Tensor?, _ body: (UnsafePointer<Float>?) -> Void) {
    guard let bias else { return body(nil) }
    bias.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}

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

  /// c = a b, matrix by matrix of a batch: `(..., m, k)` times `(..., k, n)` with the same leading
  /// extents.
  public static func matmul(_ a: Tensor, _ b: Tensor, team: ThreadTeam) -> Tensor {
    precondition(
      a.rank >= 2 && a.rank == b.rank && a.shape.dropLast(2) == b.shape.dropLast(2)
        && a.shape[a.rank - 1] == b.shape[b.rank - 2], "matmul: \(a.shape) times \(b.shape)")
    let (m, k, n) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
    let matrices = a.shape.dropLast(2).reduce(1, *)
    return Tensor(uninitialized: a.shape.dropLast() + [n]) { c in
      withPointers(a, b) { a, b in
        gemmTiles(matrices: matrices, rows: m, columns: n, team: team) { matrix, rows, columns in
          BLAS.gemm(
            m: rows.count, n: columns.count, k: k,
            .init(a + (matrix * m + rows.lowerBound) * k, stride: k),
            .init(b + matrix * k * n + columns.lowerBound, stride: n),
            into: c.baseAddress! + (matrix * m + rows.lowerBound) * n + columns.lowerBound,
            stride: n)
        }
      }
    }
  }

  /// Covers the rows and columns of products with tiles that keep OpenBLAS's packing cheap.
  private static func gemmTiles(
    matrices: Int, rows: Int, columns: Int, team: ThreadTeam,
    _ body: (Int, Range<Int>, Range<Int>) -> Void
  ) {
    let rowTiles = tiles(rows, by: gemmRows)
    let columnTiles = tiles(columns, by: gemmColumns)
    team.forEach(matrices * rowTiles * columnTiles) { index in
      let inside = index % (rowTiles * columnTiles)
      body(
        index / (rowTiles * columnTiles),
        tile(inside / columnTiles, of: rows, by: gemmRows),
        tile(inside % columnTiles, of: columns, by: gemmColumns))
    }
  }

  /// Covers a product's rows and columns with tiles that keep OpenBLAS's packing cheap.
  static func gemmTiles(
    rows: Int, columns: Int, team: ThreadTeam, _ body: (Range<Int>, Range<Int>) -> Void
  ) {
    gemmTiles(matrices: 1, rows: rows, columns: columns, team: team) { body($1, $2) }
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

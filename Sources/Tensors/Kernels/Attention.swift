internal import CKernels

extension Kernels {
  /// Multi-head attention: softmax(scale q kᵀ) v for each head, a slice of the columns.
  ///
  /// - q: `(B, Nq, heads * d)`; k: `(B, Nk, heads * d)`; v: `(B, Nk, heads * dv)`. A missing
  ///   batch axis is allowed on all three.
  /// - Returns `(B, Nq, heads * dv)`, heads side by side.
  ///
  /// The scores of one head and block of queries exist at a time.
  public static func attention(
    q: Tensor, k: Tensor, v: Tensor, heads: Int, scale: Float, team: ThreadTeam
  ) -> Tensor {
    let rank = q.rank
    precondition(
      rank >= 2 && k.rank == rank && v.rank == rank && q.shape[rank - 1] == k.shape[rank - 1]
        && k.shape[rank - 2] == v.shape[rank - 2]
        && q.shape.dropLast(2) == k.shape.dropLast(2)
        && q.shape.dropLast(2) == v.shape.dropLast(2),
      "attention: q is \(q.shape), k \(k.shape), v \(v.shape)")
    let batch = q.shape.dropLast(2).reduce(1, *)
    let (queries, keys) = (q.shape[rank - 2], k.shape[rank - 2])
    let (inner, outer) = (q.shape[rank - 1], v.shape[rank - 1])
    precondition(inner % heads == 0 && outer % heads == 0, "attention: heads divide the columns")
    let (d, dv) = (inner / heads, outer / heads)
    let height = max(1, min(256, 131_072 / max(keys, 1)))
    let blocks = tiles(queries, by: height)
    return Tensor(uninitialized: q.shape.dropLast() + [outer]) { y in
      withPointers(q, k, v) { q, k, v in
        team.forEach(batch * heads * blocks) { index in
          let (image, head) = (index / blocks / heads, index / blocks % heads)
          let rows = tile(index % blocks, of: queries, by: height)
          let firstQuery = image * queries + rows.lowerBound
          withScratch(rows.count * keys) { scores in
            BLAS.gemm(
              m: rows.count, n: keys, k: d,
              .init(q + firstQuery * inner + head * d, stride: inner),
              .init(k + image * keys * inner + head * d, stride: inner, .transposed),
              into: scores, stride: keys)
            ck_softmax(scores, keys, rows.count, keys, scale)
            BLAS.gemm(
              m: rows.count, n: dv, k: keys, .init(scores, stride: keys),
              .init(v + image * keys * outer + head * dv, stride: outer),
              into: y.baseAddress! + firstQuery * outer + head * dv, stride: outer)
          }
        }
      }
    }
  }
}

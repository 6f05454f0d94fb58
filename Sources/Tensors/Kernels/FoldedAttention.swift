/// Attention of a few tokens with many, with the many tokens' projections folded into the few.
///
/// A score is (x Wqᵀ + b) · k = x · (Wqᵀ k) + b · k, and an output Σ a (x Wvᵀ) = (Σ a x) Wvᵀ. Where
/// one side has T tokens and the other N ≫ T, multiplying the projections into the T tokens makes
/// one product of N rows with 8 T columns out of one with as many columns as the projection has:
/// less than half the work for SAM's decoder, whose T is 7 for a box.
extension Kernels {
  /// Carries each head's part of a few tokens through that head's part of a projection.
  ///
  /// - tokens: `(T, heads * d)`, heads side by side.
  /// - weight: `(heads * d, C)`, or `(C, heads * d)` if stored `.transposed`.
  /// - Returns `(T * heads, C)`: row `t * heads + h` is `scale` times head h of token t times head
  ///   h's rows of the weight.
  public static func fold(
    _ tokens: Tensor, through weight: Tensor, _ storage: BLAS.Storage = .normal, heads: Int,
    scale: Float = 1
  ) -> Tensor {
    let count = tokens.shape[0]
    let inner = tokens.shape[1]
    let channels = storage == .normal ? weight.shape[1] : weight.shape[0]
    precondition(
      weight.count == inner * channels && inner % heads == 0, "fold: heads of equal extent")
    let d = inner / heads
    return Tensor(uninitialized: [count * heads, channels]) { folded in
      withPointers(tokens, weight) { tokens, weight in
        for head in 0..<heads {
          let part: BLAS.Matrix =
            storage == .normal
            ? .init(weight + head * d * channels, stride: channels)
            : .init(weight + head * d, stride: inner, .transposed)
          BLAS.gemm(
            m: count, n: channels, k: d, alpha: scale, .init(tokens + head * d, stride: inner),
            part, into: folded.baseAddress! + head * channels, stride: heads * channels)
        }
      }
    }
  }

  /// Projects what each token's heads attended to: the inverse of folding, for values.
  ///
  /// - attended: `(T * heads, C)`; weight: `(heads * d, C)`; bias: `(heads * d)`.
  /// - Returns `(T, heads * d)`: head h of token t is row `t * heads + h` times head h's rows of the
  ///   weight, plus the bias.
  public static func unfold(
    _ attended: Tensor, through weight: Tensor, bias: Tensor, heads: Int
  ) -> Tensor {
    let count = attended.shape[0] / heads
    let channels = attended.shape[1]
    let inner = weight.shape[0]
    precondition(
      weight.shape[1] == channels && inner % heads == 0, "unfold: heads of equal extent")
    let d = inner / heads
    return Tensor(uninitialized: [count, inner]) { tokens in
      withPointers(attended, weight, bias) { attended, weight, bias in
        for token in 0..<count {
          tokens.baseAddress!.advanced(by: token * inner).update(from: bias, count: inner)
        }
        for head in 0..<heads {
          BLAS.gemm(
            m: count, n: d, k: channels,
            .init(attended + head * channels, stride: heads * channels),
            .init(weight + head * d * channels, stride: channels, .transposed),
            beta: 1, into: tokens.baseAddress! + head * d, stride: inner)
        }
      }
    }
  }
}

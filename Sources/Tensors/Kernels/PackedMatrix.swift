internal import CKernels

/// A layer's weights, laid out once for the product that reads them: panels of 16 outputs, input by
/// input.
///
/// Products with a packed matrix run on kernels of this package, which reach OpenBLAS's speed on
/// tall factors and keep it on the few rows that stay in cache between one layer and the next.
public struct PackedMatrix: Sendable {
  public let outFeatures: Int
  public let inFeatures: Int
  let panels: Tensor

  /// Packs torch.nn.Linear's `weight`, `(outFeatures, inFeatures)`. Further axes, as of a
  /// convolution's `(O, C, h, w)`, count as inputs.
  public init(_ weight: Tensor) {
    let outFeatures = weight.shape[0]
    let inFeatures = weight.shape.dropFirst().reduce(1, *)
    self.outFeatures = outFeatures
    self.inFeatures = inFeatures
    panels = Tensor(
      uninitialized: [ck_packed_weights_count(outFeatures, inFeatures)]
    ) { panels in
      weight.withUnsafeBufferPointer {
        ck_pack_weights(
          $0.baseAddress!, inFeatures, outFeatures, inFeatures, panels.baseAddress!)
      }
    }
  }

  /// What happens to each element of a product while its block is in cache.
  enum Epilogue {
    case none
    case gelu
    /// Adds rows that start here, `stride` apart.
    case add(UnsafePointer<Float>, stride: Int)
  }

  /// c = epilogue(a wᵀ + bias), for `rows` rows, on the calling thread.
  func multiply(
    _ a: UnsafePointer<Float>, stride: Int, rows: Int, bias: Tensor? = nil,
    then epilogue: Epilogue = .none, into c: UnsafeMutablePointer<Float>, stride cStride: Int
  ) {
    withScratch(ck_product_scratch_count(rows)) { scratch in
      var product = ck_product()
      product.a = a
      product.aStride = stride
      product.rows = rows
      product.depth = inFeatures
      product.c = c
      product.cStride = cStride
      product.columns = outFeatures
      product.scratch = scratch
      switch epilogue {
      case .none: product.epilogue = CK_PLAIN
      case .gelu: product.epilogue = CK_GELU
      case .add(let residual, let stride):
        product.epilogue = CK_RESIDUAL
        product.residual = residual
        product.residualStride = stride
      }
      withPointers(panels, bias ?? panels) { panels, biasElements in
        product.weights = panels
        product.bias = bias == nil ? nil : biasElements
        ck_multiply(&product)
      }
    }
  }
}

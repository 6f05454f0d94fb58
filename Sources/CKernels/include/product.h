#pragma once
#include <stddef.h>

// Matrix products whose right factor, a layer's weights, was laid out once for the inner loop.

/// Floats that `ck_pack_weights` writes.
size_t ck_packed_weights_count(size_t columns, size_t depth);

/// Lays out the right factor of a product: column j's element k is `weights[j * stride + k]`, as
/// torch.nn.Linear stores its weights. Panels of 16 columns, depth by depth, zeros for padding.
void ck_pack_weights(
    const float *weights, size_t stride, size_t columns, size_t depth, float *packed);

/// What happens to each sum while its block of the product is in the level-1 cache.
typedef enum { CK_PLAIN, CK_RELU, CK_GELU, CK_RESIDUAL } ck_epilogue;

/// c = epilogue(a w + bias) for some rows of `a`.
typedef struct {
  /// `rows` by `depth`.
  const float *a;
  size_t aStride, rows, depth;
  /// From `ck_pack_weights`.
  const float *weights;
  /// `rows` by `columns`; must not overlap `a`.
  float *c;
  size_t cStride, columns;
  /// `columns` floats, or null for zero.
  const float *bias;
  ck_epilogue epilogue;
  /// With CK_RESIDUAL, `rows` by `columns` to add; may be `c` itself only if depth <= CK_DEPTH.
  const float *residual;
  size_t residualStride;
  /// `ck_product_scratch_count` floats, aligned to 64 bytes.
  float *scratch;
} ck_product;

/// Floats of scratch that `ck_multiply` needs for so many rows.
size_t ck_product_scratch_count(size_t rows);

/// Computes the product on the calling thread. Each element's sum runs over the depth in the same
/// order whatever the number of rows, so rows may be divided between calls at will.
void ck_multiply(const ck_product *p);

#include "product.h"

#include "attention.h"
#include "cpu.h"
#include "rows.h"

// Steps along the depth between two visits to c: two panels of this depth, 48 KiB, stay in the
// level-2 cache while the rows pass, and the sums are stored half as often as with 192 (measured:
// 3 to 5 % faster than 192 or 256). The stride puts neighbouring rows in different cache sets.
enum { CK_DEPTH = 384, CK_DEPTH_STRIDE = CK_DEPTH + 16 };

// The most rows a variant computes at a time.
enum { mostRows = 14 };

#define CK_BODY "product_variant.h"
#include "variants.h"

size_t ck_packed_weights_count(size_t columns, size_t depth) {
  return (columns + CK_PANEL - 1) / CK_PANEL * CK_PANEL * depth;
}

void ck_pack_weights(
    const float *weights, size_t stride, size_t columns, size_t depth, float *packed) {
  for (size_t first = 0; first < columns; first += CK_PANEL)
    for (size_t k = 0; k < depth; k++)
      for (size_t j = first; j < first + CK_PANEL; j++)
        *packed++ = j < columns ? weights[j * stride + k] : 0;
}

size_t ck_product_scratch_count(size_t rows) { return (rows + mostRows) * CK_DEPTH_STRIDE; }

void ck_multiply(const ck_product *p) { CK_DISPATCH(multiply, p); }

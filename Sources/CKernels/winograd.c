#include "winograd.h"

#include <string.h>

// Outputs whose kernels are laid out together.
#define CK_PACKED 8
#define CK_FREQUENCIES 36

#define CK_BODY "winograd_variant.h"
#include "variants.h"

size_t ck_winograd_packed_count(size_t channels) { return CK_FREQUENCIES * channels * CK_PACKED; }

void ck_winograd_pack(
    const float *weights, size_t outputStride, size_t outputs, size_t channelStride,
    size_t channels, int turned, float *packed) {
  CK_DISPATCH(
      winograd_pack, weights, outputStride, outputs, channelStride, channels, turned, packed);
}

void ck_winograd_input(const ck_winograd_tiles *t, const float *x, float *v, size_t stride) {
  CK_DISPATCH(winograd_input, t, x, v, stride);
}

void ck_winograd_gradient(const ck_winograd_tiles *t, const float *dy, float *v, size_t stride) {
  CK_DISPATCH(winograd_gradient, t, dy, v, stride);
}

void ck_winograd_multiply(const ck_winograd_tiles *t, const ck_winograd_product *p) {
  CK_DISPATCH(winograd_multiply, t, p);
}

void ck_winograd_weight_sums(const ck_winograd_weight *w) { CK_DISPATCH(winograd_weight_sums, w); }

void ck_winograd_weight_gradient(const float *sums, size_t stride, size_t channels, float *dw) {
  CK_DISPATCH(winograd_weight_gradient, sums, stride, channels, dw);
}

#include "two_way.h"

#define CK_BODY "two_way_variant.h"
#include "variants.h"

void ck_softmax_tokens(float *x, size_t stride, size_t rows, size_t tokens, const float *bias) {
  CK_DISPATCH(softmax_tokens, x, stride, rows, tokens, bias);
}

void ck_exp_rows(float *x, size_t stride, size_t rows, size_t columns, float *tops, float *sums) {
  CK_DISPATCH(exp_rows, x, stride, rows, columns, tops, sums);
}

void ck_add(const float *a, const float *b, float *y, size_t count) {
  CK_DISPATCH(add, a, b, y, count);
}

void ck_add_scaled(float *y, const float *x, float scale, size_t count) {
  CK_DISPATCH(add_scaled, y, x, scale, count);
}

void ck_gelu(float *x, size_t count) {
  CK_DISPATCH(gelu_all, x, count);
}

void ck_weigh_gelu(const float *x, size_t stride, size_t channels, size_t positions,
                   const float *bias, const float *weights, size_t masks, float *out,
                   size_t out_stride) {
  CK_DISPATCH(weigh_gelu, x, stride, channels, positions, bias, weights, masks, out, out_stride);
}

void ck_channels_last(const float *x, size_t stride, size_t channels, size_t positions,
                      const float *bias, float *y) {
  enum { block = 16 };
  for (size_t p0 = 0; p0 < positions; p0 += block) {
    size_t p1 = p0 + block < positions ? p0 + block : positions;
    for (size_t c0 = 0; c0 < channels; c0 += block) {
      size_t c1 = c0 + block < channels ? c0 + block : channels;
      for (size_t p = p0; p < p1; p++)
        for (size_t c = c0; c < c1; c++)
          y[p * channels + c] = x[c * stride + p] + (bias ? bias[c] : 0);
    }
  }
}

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

#include "rows.h"

#define CK_BODY "rows_variant.h"
#include "variants.h"

void ck_layer_norm(
    const float *x, size_t xStride, float *y, size_t yStride, size_t rows, size_t columns,
    const float *gain, const float *bias, float epsilon) {
  CK_DISPATCH(layer_norm, x, xStride, y, yStride, rows, columns, gain, bias, epsilon);
}

void ck_softmax(float *x, size_t stride, size_t rows, size_t columns, float scale) {
  CK_DISPATCH(softmax, x, stride, rows, columns, scale);
}

void ck_add_bias(float *x, size_t stride, size_t rows, size_t columns, const float *bias) {
  if (bias) CK_DISPATCH(add_bias, x, stride, rows, columns, bias, NULL, 0);
}

void ck_add_bias_relu(float *x, size_t stride, size_t rows, size_t columns, const float *bias) {
  CK_DISPATCH(add_bias_relu, x, stride, rows, columns, bias, NULL, 0);
}

void ck_add_bias_gelu(float *x, size_t stride, size_t rows, size_t columns, const float *bias) {
  CK_DISPATCH(add_bias_gelu, x, stride, rows, columns, bias, NULL, 0);
}

void ck_add_bias_residual(
    float *x, size_t stride, size_t rows, size_t columns, const float *bias,
    const float *other, size_t otherStride) {
  CK_DISPATCH(add_bias_residual, x, stride, rows, columns, bias, other, otherStride);
}

void ck_layer_norm_channels(
    const float *x, float *y, size_t stride, size_t channels, size_t positions, const float *gain,
    const float *bias, float epsilon) {
  CK_DISPATCH(layer_norm_channels, x, y, stride, channels, positions, gain, bias, epsilon);
}

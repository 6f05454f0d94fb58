#include "planes.h"

#define CK_BODY "planes_variant.h"
#include "variants.h"

float ck_sum(const float *x, size_t count) { return CK_DISPATCH(sum_plane, x, count); }

float ck_sum_squares(const float *x, float mean, size_t count) {
  return CK_DISPATCH(sum_squares, x, mean, count);
}

void ck_scale_shift(const float *x, float scale, float shift, float slope, float *y, size_t count) {
  CK_DISPATCH(scale_shift, x, scale, shift, slope, y, count);
}

void ck_scale_shift_sums(
    const float *x, const float *dy, float scale, float shift, float slope, float mean,
    size_t count, float *sums) {
  CK_DISPATCH(scale_shift_sums, x, dy, scale, shift, slope, mean, count, sums);
}

void ck_scale_shift_backward(
    const float *x, const float *dy, float scale, float shift, float slope, float mean, float a,
    float b, float c, float *dx, size_t count) {
  CK_DISPATCH(scale_shift_backward, x, dy, scale, shift, slope, mean, a, b, c, dx, count);
}

void ck_max_pool2(
    const float *x, size_t width, size_t count, int32_t first, float *y, int32_t *places) {
  CK_DISPATCH(max_pool2, x, width, count, first, y, places);
}

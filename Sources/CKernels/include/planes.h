#pragma once

#include <stddef.h>
#include <stdint.h>

// Passes over one plane of a picture: sums, and normalisation with the activation behind it.
// A slope is what an activation multiplies negative values by: 1 for none, 0 for ReLU.

/// The sum of `count` floats.
float ck_sum(const float *x, size_t count);

/// The sum of (x - mean)^2.
float ck_sum_squares(const float *x, float mean, size_t count);

/// y = activation(x * scale + shift).
void ck_scale_shift(const float *x, float scale, float shift, float slope, float *y, size_t count);

/// With g = dy times the activation's derivative at x * scale + shift, adds the sum of g to `sums[0]`
/// and that of g * (x - mean) to `sums[1]`.
void ck_scale_shift_sums(
    const float *x, const float *dy, float scale, float shift, float slope, float mean,
    size_t count, float *sums);

/// dx = a g + b (x - mean) + c, with g as above.
void ck_scale_shift_backward(
    const float *x, const float *dy, float scale, float shift, float slope, float mean, float a,
    float b, float c, float *dx, size_t count);

/// The largest of each of `count` 2 x 2 squares of two rows, `width` floats apart, and its index
/// where the first row's is `first`. Of equal values the first counts.
void ck_max_pool2(
    const float *x, size_t width, size_t count, int32_t first, float *y, int32_t *places);

#pragma once
#include <stddef.h>

// Kernels over the rows of a row-major matrix. Row r starts at `x + r * stride`. All run on the
// calling thread and give the same bits however the rows are divided between calls.

/// y = (x - mean) / sqrt(variance + epsilon) * gain + bias along each row of `columns` floats.
/// `y` may be `x`. The variance is the biased one, as torch.nn.LayerNorm's.
void ck_layer_norm(
    const float *x, size_t xStride, float *y, size_t yStride, size_t rows, size_t columns,
    const float *gain, const float *bias, float epsilon);

/// Replaces each row by its softmax: e^(scale * (x - max)), divided by the row's sum.
/// `scale` must not be negative. -inf becomes exactly 0; a row must have one finite element.
void ck_softmax(float *x, size_t stride, size_t rows, size_t columns, float scale);

/// x += bias, the same for each row. A null bias is zero, here and below.
void ck_add_bias(float *x, size_t stride, size_t rows, size_t columns, const float *bias);

/// x = max(x + bias, 0).
void ck_add_bias_relu(float *x, size_t stride, size_t rows, size_t columns, const float *bias);

/// x = gelu(x + bias), gelu(x) = x Phi(x) within 1e-6 (torch.nn.GELU with approximate='none').
void ck_add_bias_gelu(float *x, size_t stride, size_t rows, size_t columns, const float *bias);

/// x += bias + other.
void ck_add_bias_residual(
    float *x, size_t stride, size_t rows, size_t columns, const float *bias,
    const float *other, size_t otherStride);

/// Layer norm over the channels of a channel-major matrix: channel c of position p is
/// `x[c * stride + p]`, and each of the `positions` is normalised over its `channels`.
/// `y` may be `x`; it has the same stride.
void ck_layer_norm_channels(
    const float *x, float *y, size_t stride, size_t channels, size_t positions, const float *gain,
    const float *bias, float epsilon);

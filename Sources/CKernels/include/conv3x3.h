#pragma once

#include <stddef.h>

// 3 × 3 convolutions with stride 1, computed directly: vectors run along the columns of a row, and
// neither the input nor the products are laid out as a matrix first.
//
// Inputs have a border of zeros: element (channel, y, x) of the picture is
// `x[channel * channelStride + (y + 1) * rowStride + x + 1]`. A row is at least
// `ck_conv3x3_row_stride(columns)` floats, all of them initialised.

/// The floats that a bordered row of `columns` takes.
size_t ck_conv3x3_row_stride(size_t columns);

/// Floats that `ck_conv3x3_pack` writes.
size_t ck_conv3x3_packed_count(size_t outputs, size_t channels);

/// Lays out `weights`, `(outputs, channels, 3, 3)`, in blocks of 8 outputs; zeros for padding.
void ck_conv3x3_pack(const float *weights, size_t outputs, size_t channels, float *packed);

/// The same for the gradient of the input, a convolution of the output's gradient with the kernel
/// turned by 180° and inputs exchanged for outputs. Of `weights`, still `(outputs, channels, 3, 3)`,
/// it lays out `channels` columns of sums over `outputs`.
void ck_conv3x3_pack_turned(const float *weights, size_t outputs, size_t channels, float *packed);

/// Rows of a convolution's output.
typedef struct {
  const float *x;
  size_t channelStride, rowStride, channels;
  /// From `ck_conv3x3_pack`.
  const float *weights;
  /// `outputs` floats, or null for zero.
  const float *bias;
  /// Element (output, y, x) is `y[output * yChannelStride + y * columns + x]`.
  float *y;
  size_t yChannelStride, outputs, rows, columns;
} ck_conv3x3;

/// Computes the rows on the calling thread.
void ck_conv3x3_forward(const ck_conv3x3 *c);

/// The part of the gradient of the weights that comes from some rows of some pictures.
typedef struct {
  /// Bordered rows, `imageStride` floats from picture to picture.
  const float *x;
  size_t imageStride, channelStride, rowStride, channels;
  /// Gradients of the output, `dyImageStride` floats from picture to picture.
  const float *dy;
  size_t dyImageStride, dyChannelStride, outputs, images, rows, columns;
  /// `outputs` by `channels` by 9, `dwStride` floats from output to output. Added to.
  float *dw;
  size_t dwStride;
} ck_conv3x3_weight;

/// dw[o][c][i][j] += the sum over rows and columns of dy[o][y][x] x[c][y + i - 1][x + j - 1].
void ck_conv3x3_backward_weight(const ck_conv3x3_weight *c);

#pragma once

#include <stddef.h>

// 3 × 3 convolutions with stride 1 and padding 1 by Winograd's algorithm F(4 × 4, 3 × 3) (Lavin &
// Gray, 2016): a tile of 4 × 4 outputs takes 36 products for each pair of channels instead of 144.
//
// Tiles and kernels are transformed to 36 values each, their "frequencies"; the products are matrix
// products, one for each frequency. The transforms are linear, so that the gradients are the same
// steps transposed.

/// Tiles of a block, which are transformed and multiplied together.
enum { CK_WINOGRAD_TILES = 48 };

/// Tiles of a batch of planes. They are numbered along rows, then down, then from picture to picture.
typedef struct {
  /// Of the planes, in pixels, and floats from picture to picture.
  size_t height, width, imageStride;
  /// Tiles down and across a plane.
  size_t rows, columns;
  /// The block's first tile, and how many tiles there are from there to the last of the batch.
  size_t first, left;
} ck_winograd_tiles;

/// Floats that `ck_winograd_pack` writes for 8 outputs.
size_t ck_winograd_packed_count(size_t channels);

/// Transforms the kernels of up to 8 outputs. Element (output, channel, tap) of `weights` is
/// `weights[output * outputStride + channel * channelStride + tap]`; taps run from the last to the
/// first if `turned`, as the gradient of the input needs them.
void ck_winograd_pack(
    const float *weights, size_t outputStride, size_t outputs, size_t channelStride,
    size_t channels, int turned, float *packed);

/// Transforms a block of one channel's plane: 48 floats for each frequency, those `stride` apart.
void ck_winograd_input(const ck_winograd_tiles *t, const float *x, float *v, size_t stride);

/// Transforms a block of the gradient of one output's plane, in the same layout.
void ck_winograd_gradient(const ck_winograd_tiles *t, const float *dy, float *v, size_t stride);

/// A block's products and their transform back.
typedef struct {
  /// From `ck_winograd_input`, channel by channel 48 floats apart.
  const float *v;
  size_t stride, channels;
  /// From `ck_winograd_pack`, 8 outputs after 8 outputs.
  const float *weights;
  /// `outputs` floats, or null for zero.
  const float *bias;
  /// The first output's plane of the first picture.
  float *y;
  size_t yChannelStride, outputs;
  /// Room for 8 * 36 * 48 floats.
  float *scratch;
} ck_winograd_product;

void ck_winograd_multiply(const ck_winograd_tiles *t, const ck_winograd_product *p);

/// One frequency of the gradient of the weights, from some blocks.
typedef struct {
  /// Transformed channels, and transformed gradients of outputs, 48 floats apart.
  const float *x, *dy;
  size_t xBlockStride, dyBlockStride, blocks, channels, outputs;
  /// `outputs` by `channels`, added to.
  float *sums;
} ck_winograd_weight;

void ck_winograd_weight_sums(const ck_winograd_weight *w);

/// Transforms one output's sums, `channels` for each frequency and those `stride` apart, to the
/// gradient of its kernels, `channels` by 9.
void ck_winograd_weight_gradient(const float *sums, size_t stride, size_t channels, float *dw);

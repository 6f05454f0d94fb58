#pragma once
#include <stddef.h>

// The inner loops of SAM's mask decoder: attention between a few prompt tokens and the many tokens
// of an image, and the upscaling of the image tokens to masks.

enum { ck_decoder_heads = 8 };

/// Softmax over tokens, eight heads at once: element `token * 8 + head` of each row, first
/// increased by its bias, becomes e^x divided by the sum over the row's tokens of that head.
void ck_softmax_tokens(float *x, size_t stride, size_t rows, size_t tokens, const float *bias);

/// Half a softmax: each row becomes e^(x - top), with its largest element in `tops` and the sum of
/// the results in `sums`.
void ck_exp_rows(float *x, size_t stride, size_t rows, size_t columns, float *tops, float *sums);

/// y = a + b, element by element.
void ck_add(const float *a, const float *b, float *y, size_t count);

/// y += scale * x, element by element.
void ck_add_scaled(float *y, const float *x, float scale, size_t count);

/// Weighted sums of activated channels, for each of `masks` rows of weights:
/// out[mask][p] = sum over c of weights[mask][c] * gelu(x[c][p] + bias[c]).
/// Channels of `x` lie `stride` floats apart; rows of `out` `out_stride`; `masks` is at most 4.
void ck_weigh_gelu(const float *x, size_t stride, size_t channels, size_t positions,
                   const float *bias, const float *weights, size_t masks, float *out,
                   size_t out_stride);

/// gelu in place of each of `count` elements.
void ck_gelu(float *x, size_t count);

/// `(channels, positions)` to `(positions, channels)`, with the channel's bias added; a null bias
/// is zero. Channels of `x` lie `stride` floats apart.
void ck_channels_last(const float *x, size_t stride, size_t channels, size_t positions,
                      const float *bias, float *y);

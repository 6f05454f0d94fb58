#include "conv3x3.h"

#include <string.h>

// Outputs that a block holds, and channels whose weights for a block stay in the level-1 cache.
#define CK_BLOCK 8
#define CK_CHUNK 64

#define CK_BODY "conv3x3_variant.h"
#include "variants.h"

static size_t blocks(size_t count) { return (count + CK_BLOCK - 1) / CK_BLOCK; }

size_t ck_conv3x3_row_stride(size_t columns) { return (columns + 15) / 16 * 16 + 16; }

size_t ck_conv3x3_packed_count(size_t outputs, size_t channels) {
  return blocks(outputs) * CK_BLOCK * channels * 9;
}

void ck_conv3x3_pack(const float *weights, size_t outputs, size_t channels, float *packed) {
  memset(packed, 0, ck_conv3x3_packed_count(outputs, channels) * sizeof(float));
  for (size_t o = 0; o < outputs; o++) {
    float *block = packed + o / CK_BLOCK * CK_BLOCK * channels * 9 + o % CK_BLOCK;
    for (size_t k = 0; k < channels * 9; k++) block[k * CK_BLOCK] = weights[o * channels * 9 + k];
  }
}

void ck_conv3x3_pack_turned(const float *weights, size_t outputs, size_t channels, float *packed) {
  memset(packed, 0, ck_conv3x3_packed_count(channels, outputs) * sizeof(float));
  for (size_t c = 0; c < channels; c++) {
    float *block = packed + c / CK_BLOCK * CK_BLOCK * outputs * 9 + c % CK_BLOCK;
    for (size_t o = 0; o < outputs; o++)
      for (size_t tap = 0; tap < 9; tap++)
        block[(o * 9 + tap) * CK_BLOCK] = weights[(o * channels + c) * 9 + 8 - tap];
  }
}

void ck_conv3x3_forward(const ck_conv3x3 *c) { CK_DISPATCH(conv3x3_forward, c); }

void ck_conv3x3_backward_weight(const ck_conv3x3_weight *c) {
  CK_DISPATCH(conv3x3_backward_weight, c);
}

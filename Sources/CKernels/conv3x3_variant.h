// Body of conv3x3.c, compiled once for each instruction set; see variants.h.

#define CK_UNROLL _Pragma("clang loop unroll(full)")

// Vectors of columns and outputs whose sums are held in registers at a time.
#if CK_LANES == 16
#define CK_WIDE 2
#define CK_GRADIENTS 3
#else
#define CK_WIDE 1
#define CK_GRADIENTS 1
#endif

CK_INLINE VF CK(load_first)(const float *p, size_t count) {
  return count >= CK_LANES ? CK(load)(p) : CK(load_some)(p, count, 0);
}

// A block of outputs at `wide` vectors of columns, of which the first `columns` exist.
CK_INLINE void CK(conv3x3_block)(
    const ck_conv3x3 *c, const float *x, const float *weights, size_t channels, const float *bias,
    int first, float *y, size_t outputs, size_t columns, size_t wide) {
  VF sums[CK_BLOCK][CK_WIDE];
  CK_UNROLL for (size_t o = 0; o < CK_BLOCK; o++)
    CK_UNROLL for (size_t v = 0; v < wide; v++) {
      sums[o][v] = (VF){};
      if (o >= outputs || v * CK_LANES >= columns) continue;
      if (!first) sums[o][v] = CK(load_first)(y + o * c->yChannelStride + v * CK_LANES, columns - v * CK_LANES);
      else if (bias) sums[o][v] = CK(splat)(bias[o]);
    }
  for (size_t channel = 0; channel < channels; channel++, x += c->channelStride) {
    CK_UNROLL for (size_t i = 0; i < 3; i++) {
      const float *row = x + i * c->rowStride;
      CK_UNROLL for (size_t j = 0; j < 3; j++, weights += CK_BLOCK) {
        VF values[CK_WIDE];
        CK_UNROLL for (size_t v = 0; v < wide; v++) values[v] = CK(load)(row + j + v * CK_LANES);
        CK_UNROLL for (size_t o = 0; o < CK_BLOCK; o++) {
          VF weight = CK(splat)(weights[o]);
          CK_UNROLL for (size_t v = 0; v < wide; v++)
            sums[o][v] = CK(fma)(values[v], weight, sums[o][v]);
        }
      }
    }
  }
  CK_UNROLL for (size_t o = 0; o < CK_BLOCK; o++)
    CK_UNROLL for (size_t v = 0; v < wide; v++) {
      if (o >= outputs || v * CK_LANES >= columns) continue;
      float *to = y + o * c->yChannelStride + v * CK_LANES;
      if (columns - v * CK_LANES >= CK_LANES) CK(store)(to, sums[o][v]);
      else CK(store_some)(to, sums[o][v], columns - v * CK_LANES);
    }
}

static void CK(conv3x3_forward)(const ck_conv3x3 *c) {
  for (size_t start = 0; start < c->channels; start += CK_CHUNK) {
    size_t channels = c->channels - start < CK_CHUNK ? c->channels - start : CK_CHUNK;
    for (size_t o = 0; o < c->outputs; o += CK_BLOCK) {
      const float *weights = c->weights + (o * c->channels + start * CK_BLOCK) * 9;
      const float *bias = c->bias ? c->bias + o : NULL;
      size_t outputs = c->outputs - o;
      for (size_t row = 0; row < c->rows; row++) {
        const float *x = c->x + start * c->channelStride + row * c->rowStride;
        float *y = c->y + o * c->yChannelStride + row * c->columns;
        for (size_t column = 0; column < c->columns;) {
          size_t left = c->columns - column;
          if (CK_WIDE > 1 && left > CK_LANES) {
            CK(conv3x3_block)(c, x + column, weights, channels, bias, start == 0, y + column, outputs, left, CK_WIDE);
            column += CK_WIDE * CK_LANES;
          } else {
            CK(conv3x3_block)(c, x + column, weights, channels, bias, start == 0, y + column, outputs, left, 1);
            column += CK_LANES;
          }
        }
      }
    }
  }
}

// All nine taps of one input channel and `outputs` outputs.
CK_INLINE void CK(conv3x3_taps)(
    const ck_conv3x3_weight *c, const float *x, const float *dy, float *dw, size_t outputs) {
  VF sums[CK_GRADIENTS][9];
  CK_UNROLL for (size_t o = 0; o < outputs; o++)
    CK_UNROLL for (size_t tap = 0; tap < 9; tap++) sums[o][tap] = (VF){};
  for (size_t image = 0; image < c->images; image++)
    for (size_t row = 0; row < c->rows; row++) {
      const float *rows = x + image * c->imageStride + row * c->rowStride;
      const float *gradients = dy + image * c->dyImageStride + row * c->columns;
      for (size_t column = 0; column < c->columns; column += CK_LANES) {
        VF g[CK_GRADIENTS];
        CK_UNROLL for (size_t o = 0; o < outputs; o++)
          g[o] = CK(load_first)(gradients + o * c->dyChannelStride + column, c->columns - column);
        CK_UNROLL for (size_t tap = 0; tap < 9; tap++) {
          VF value = CK(load)(rows + tap / 3 * c->rowStride + tap % 3 + column);
          CK_UNROLL for (size_t o = 0; o < outputs; o++)
            sums[o][tap] = CK(fma)(value, g[o], sums[o][tap]);
        }
      }
    }
  CK_UNROLL for (size_t o = 0; o < outputs; o++)
    CK_UNROLL for (size_t tap = 0; tap < 9; tap++)
      dw[o * c->dwStride + tap] += CK(sum)(sums[o][tap]);
}

static void CK(conv3x3_backward_weight)(const ck_conv3x3_weight *c) {
  for (size_t channel = 0; channel < c->channels; channel++) {
    const float *x = c->x + channel * c->channelStride;
    for (size_t o = 0; o < c->outputs; o += CK_GRADIENTS) {
      const float *dy = c->dy + o * c->dyChannelStride;
      float *dw = c->dw + o * c->dwStride + channel * 9;
      size_t left = c->outputs - o;
#if CK_GRADIENTS == 3
      if (left >= 3) CK(conv3x3_taps)(c, x, dy, dw, 3);
      else if (left == 2) CK(conv3x3_taps)(c, x, dy, dw, 2);
      else CK(conv3x3_taps)(c, x, dy, dw, 1);
#else
      (void)left;
      CK(conv3x3_taps)(c, x, dy, dw, 1);
#endif
    }
  }
}

#undef CK_UNROLL
#undef CK_WIDE
#undef CK_GRADIENTS

// Body of winograd.c, compiled once for each instruction set; see variants.h.

#define CK_UNROLL _Pragma("clang loop unroll(full)")

#include "shuffle_variant.h"

// The outputs and channels whose sums are held in registers at a time.
#if CK_LANES == 16
#define CK_OUTPUTS 8
#define CK_DOWN 4
#else
#define CK_OUTPUTS 4
#define CK_DOWN 3
#endif
#define CK_ACROSS 4

// Every fourth of 4 * CK_LANES floats, from each of the first four on.
CK_INLINE void CK(split)(const float *p, VF parts[4]) {
  VF a = CK(load)(p), b = CK(load)(p + CK_LANES);
  VF c = CK(load)(p + 2 * CK_LANES), d = CK(load)(p + 3 * CK_LANES);
  VF even = CK_SHUFFLE(a, b, CK_EVENS), even2 = CK_SHUFFLE(c, d, CK_EVENS);
  VF odd = CK_SHUFFLE(a, b, CK_ODDS), odd2 = CK_SHUFFLE(c, d, CK_ODDS);
  parts[0] = CK_SHUFFLE(even, even2, CK_EVENS);
  parts[1] = CK_SHUFFLE(odd, odd2, CK_EVENS);
  parts[2] = CK_SHUFFLE(even, even2, CK_ODDS);
  parts[3] = CK_SHUFFLE(odd, odd2, CK_ODDS);
}

// The reverse of `split`.
CK_INLINE void CK(join)(const VF parts[4], float *p) {
  VF even = CK_SHUFFLE(parts[0], parts[2], CK_FRONT), even2 = CK_SHUFFLE(parts[0], parts[2], CK_BACK);
  VF odd = CK_SHUFFLE(parts[1], parts[3], CK_FRONT), odd2 = CK_SHUFFLE(parts[1], parts[3], CK_BACK);
  CK(store)(p, CK_SHUFFLE(even, odd, CK_FRONT));
  CK(store)(p + CK_LANES, CK_SHUFFLE(even, odd, CK_BACK));
  CK(store)(p + 2 * CK_LANES, CK_SHUFFLE(even2, odd2, CK_FRONT));
  CK(store)(p + 3 * CK_LANES, CK_SHUFFLE(even2, odd2, CK_BACK));
}

// Whether CK_LANES tiles from `tile` on lie beside each other.
CK_INLINE int CK(are_neighbours)(const ck_winograd_tiles *t, size_t tile, size_t present) {
  return present >= CK_LANES && tile % t->columns + CK_LANES <= t->columns;
}

// Element (i, j) of CK_LANES tiles, `present` of which exist; tiles are `size` wide and begin `border`
// before their outputs. Zero beyond the plane.
CK_INLINE void CK(tiles)(
    const ck_winograd_tiles *t, const float *x, size_t tile, size_t present, size_t size,
    size_t border, VF d[6][6]) {
  size_t plane = t->rows * t->columns;
  if (CK(are_neighbours)(t, tile, present)) {
    const float *image = x + tile / plane * t->imageStride;
    size_t top = tile % plane / t->columns * 4, left = tile % t->columns * 4;
    size_t count = 4 * CK_LANES + size - 4;
    CK_UNROLL for (size_t i = 0; i < size; i++) {
      size_t row = top + i - border;
      if (row >= t->height) {  // -1 wraps
        CK_UNROLL for (size_t j = 0; j < size; j++) d[i][j] = (VF){};
        continue;
      }
      const float *from = image + row * t->width + left - border;
      float line[4 * CK_LANES + 2];
      if (left < border || left - border + count > t->width) {
        size_t skipped = left < border ? border - left : 0;
        size_t end = t->width + border - left < count ? t->width + border - left : count;
        for (size_t k = 0; k < skipped; k++) line[k] = 0;
        __builtin_memcpy(line + skipped, from + skipped, (end - skipped) * sizeof(float));
        for (size_t k = end; k < count; k++) line[k] = 0;
        from = line;
      }
      CK(split)(from, d[i]);
      if (size == 6) {
        CK_UNROLL for (size_t j = 0; j < 2; j++)
          d[i][4 + j] = CK_SHUFFLE(d[i][j], CK(splat)(from[4 * CK_LANES + j]), CK_NEXT);
      }
    }
    return;
  }
  float lanes[36][CK_LANES] __attribute__((aligned(64)));
  memset(lanes, 0, sizeof lanes);
  for (size_t lane = 0; lane < CK_LANES && lane < present; lane++) {
    size_t number = tile + lane;
    const float *image = x + number / plane * t->imageStride;
    size_t top = number % plane / t->columns * 4, left = number % t->columns * 4;
    for (size_t i = 0; i < size; i++) {
      size_t row = top + i - border;
      if (row >= t->height) continue;
      for (size_t j = 0; j < size; j++) {
        size_t column = left + j - border;
        if (column < t->width) lanes[i * 6 + j][lane] = image[row * t->width + column];
      }
    }
  }
  CK_UNROLL for (size_t i = 0; i < size; i++)
    CK_UNROLL for (size_t j = 0; j < size; j++) d[i][j] = *(const VF *)lanes[i * 6 + j];
}

// The three transforms along one axis and, of the first and the last, their transposes. Points of
// interpolation are 0, 1, -1, 2, -2 and infinity.

// From the elements of a tile.
CK_INLINE void CK(from_input)(const VF d[6], VF v[6]) {
  VF a = CK(fma)(d[2], CK(splat)(-4), d[4]), b = CK(fma)(d[1], CK(splat)(-4), d[3]);
  VF c = d[4] - d[2], e = 2 * (d[3] - d[1]);
  v[0] = CK(fma)(d[2], CK(splat)(-5), CK(fma)(d[0], CK(splat)(4), d[4]));
  v[1] = a + b;
  v[2] = a - b;
  v[3] = c + e;
  v[4] = c - e;
  v[5] = CK(fma)(d[3], CK(splat)(-5), CK(fma)(d[1], CK(splat)(4), d[5]));
}

// To the outputs of a tile.
CK_INLINE void CK(to_output)(const VF m[6], VF y[4]) {
  VF a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
  y[0] = m[0] + a + c;
  y[1] = CK(fma)(d, CK(splat)(2), b);
  y[2] = CK(fma)(c, CK(splat)(4), a);
  y[3] = CK(fma)(d, CK(splat)(8), b) + m[5];
}

CK_INLINE void CK(from_gradient)(const VF y[4], VF v[6]) {
  VF a = y[0] + y[2], b = y[1] + y[3];
  VF c = CK(fma)(y[2], CK(splat)(4), y[0]), d = CK(fma)(y[3], CK(splat)(8), 2 * y[1]);
  v[0] = y[0];
  v[1] = a + b;
  v[2] = a - b;
  v[3] = c + d;
  v[4] = c - d;
  v[5] = y[3];
}

// To the gradient of a kernel.
CK_INLINE void CK(to_kernel)(const VF u[6], VF g[3]) {
  VF a = (u[1] + u[2]) * (1.0f / 6), b = u[3] + u[4];
  g[0] = CK(fma)(u[0], CK(splat)(0.25f), CK(fma)(b, CK(splat)(1.0f / 24), -a));
  g[1] = CK(fma)(u[3] - u[4], CK(splat)(1.0f / 12), (u[2] - u[1]) * (1.0f / 6));
  g[2] = CK(fma)(b, CK(splat)(1.0f / 6), u[5] - a);
}

CK_INLINE void CK(from_kernel)(const ck_f32x8 g[3], ck_f32x8 u[6]) {
  ck_f32x8 a = (g[0] + g[2]) * (-1.0f / 6), b = g[1] * (1.0f / 6);
  ck_f32x8 c = g[0] * (1.0f / 24) + g[2] * (1.0f / 6), d = g[1] * (1.0f / 12);
  u[0] = g[0] * 0.25f;
  u[1] = a - b;
  u[2] = a + b;
  u[3] = c + d;
  u[4] = c - d;
  u[5] = g[2];
}

static void CK(winograd_pack)(
    const float *weights, size_t outputStride, size_t outputs, size_t channelStride,
    size_t channels, int turned, float *packed) {
  for (size_t c = 0; c < channels; c++) {
    float taps[9][CK_PACKED] __attribute__((aligned(32)));
    memset(taps, 0, sizeof taps);
    for (size_t o = 0; o < outputs && o < CK_PACKED; o++)
      for (size_t tap = 0; tap < 9; tap++)
        taps[turned ? 8 - tap : tap][o] = weights[o * outputStride + c * channelStride + tap];
    ck_f32x8 rows[3][6];
    CK_UNROLL for (size_t i = 0; i < 3; i++) {
      ck_f32x8 g[3];
      CK_UNROLL for (size_t j = 0; j < 3; j++) g[j] = *(const ck_f32x8 *)taps[i * 3 + j];
      CK(from_kernel)(g, rows[i]);
    }
    CK_UNROLL for (size_t j = 0; j < 6; j++) {
      ck_f32x8 g[3] = {rows[0][j], rows[1][j], rows[2][j]}, u[6];
      CK(from_kernel)(g, u);
      CK_UNROLL for (size_t i = 0; i < 6; i++)
        *(ck_f32x8_u *)(packed + ((i * 6 + j) * channels + c) * CK_PACKED) = u[i];
    }
  }
}

static void CK(winograd_input)(
    const ck_winograd_tiles *t, const float *x, float *v, size_t stride) {
  for (size_t start = 0; start < CK_WINOGRAD_TILES; start += CK_LANES) {
    VF d[6][6], rows[6][6];
    CK(tiles)(t, x, t->first + start, t->left > start ? t->left - start : 0, 6, 1, d);
    CK_UNROLL for (size_t i = 0; i < 6; i++) CK(from_input)(d[i], rows[i]);
    CK_UNROLL for (size_t j = 0; j < 6; j++) {
      VF column[6], u[6];
      CK_UNROLL for (size_t i = 0; i < 6; i++) column[i] = rows[i][j];
      CK(from_input)(column, u);
      CK_UNROLL for (size_t i = 0; i < 6; i++) CK(store)(v + (i * 6 + j) * stride + start, u[i]);
    }
  }
}

static void CK(winograd_gradient)(
    const ck_winograd_tiles *t, const float *dy, float *v, size_t stride) {
  for (size_t start = 0; start < CK_WINOGRAD_TILES; start += CK_LANES) {
    VF d[6][6], rows[4][6];
    CK(tiles)(t, dy, t->first + start, t->left > start ? t->left - start : 0, 4, 0, d);
    CK_UNROLL for (size_t i = 0; i < 4; i++) CK(from_gradient)(d[i], rows[i]);
    CK_UNROLL for (size_t j = 0; j < 6; j++) {
      VF column[4], u[6];
      CK_UNROLL for (size_t i = 0; i < 4; i++) column[i] = rows[i][j];
      CK(from_gradient)(column, u);
      CK_UNROLL for (size_t i = 0; i < 6; i++) CK(store)(v + (i * 6 + j) * stride + start, u[i]);
    }
  }
}

// Transforms one output's products back and stores the tiles.
CK_INLINE void CK(winograd_output)(
    const ck_winograd_tiles *t, const float *products, float bias, float *y) {
  size_t plane = t->rows * t->columns;
  for (size_t start = 0; start < CK_WINOGRAD_TILES && start < t->left; start += CK_LANES) {
    VF columns[6][4], rows[4][4];
    CK_UNROLL for (size_t j = 0; j < 6; j++) {
      VF m[6];
      CK_UNROLL for (size_t i = 0; i < 6; i++)
        m[i] = CK(load)(products + (i * 6 + j) * CK_WINOGRAD_TILES + start);
      CK(to_output)(m, columns[j]);
    }
    CK_UNROLL for (size_t i = 0; i < 4; i++) {
      VF m[6];
      CK_UNROLL for (size_t j = 0; j < 6; j++) m[j] = columns[j][i];
      CK(to_output)(m, rows[i]);
      CK_UNROLL for (size_t j = 0; j < 4; j++) rows[i][j] += bias;
    }
    size_t tile = t->first + start, present = t->left - start;
    if (CK(are_neighbours)(t, tile, present)) {
      float *image = y + tile / plane * t->imageStride;
      size_t top = tile % plane / t->columns * 4, left = tile % t->columns * 4;
      CK_UNROLL for (size_t i = 0; i < 4; i++) {
        if (top + i >= t->height) continue;
        float *to = image + (top + i) * t->width + left;
        if (left + 4 * CK_LANES <= t->width) {
          CK(join)(rows[i], to);
        } else {
          float line[4 * CK_LANES];
          CK(join)(rows[i], line);
          __builtin_memcpy(to, line, (t->width - left) * sizeof(float));
        }
      }
      continue;
    }
    float lanes[16][CK_LANES] __attribute__((aligned(64)));
    CK_UNROLL for (size_t i = 0; i < 4; i++)
      CK_UNROLL for (size_t j = 0; j < 4; j++) *(VF *)lanes[i * 4 + j] = rows[i][j];
    for (size_t lane = 0; lane < CK_LANES && lane < present; lane++) {
      size_t number = tile + lane;
      float *image = y + number / plane * t->imageStride;
      size_t top = number % plane / t->columns * 4, left = number % t->columns * 4;
      for (size_t i = 0; i < 4 && top + i < t->height; i++)
        for (size_t j = 0; j < 4 && left + j < t->width; j++)
          image[(top + i) * t->width + left + j] = lanes[i * 4 + j][lane];
    }
  }
}

// Products of one frequency: CK_OUTPUTS outputs by three vectors of tiles.
CK_INLINE void CK(winograd_block)(
    const float *v, const float *weights, size_t channels, float *products) {
  VF sums[CK_OUTPUTS][3];
  CK_UNROLL for (size_t o = 0; o < CK_OUTPUTS; o++)
    CK_UNROLL for (size_t k = 0; k < 3; k++) sums[o][k] = (VF){};
  for (size_t c = 0; c < channels; c++, v += CK_WINOGRAD_TILES, weights += CK_PACKED) {
    VF values[3];
    CK_UNROLL for (size_t k = 0; k < 3; k++) values[k] = CK(load)(v + k * CK_LANES);
    CK_UNROLL for (size_t o = 0; o < CK_OUTPUTS; o++) {
      VF weight = CK(splat)(weights[o]);
      CK_UNROLL for (size_t k = 0; k < 3; k++)
        sums[o][k] = CK(fma)(values[k], weight, sums[o][k]);
    }
  }
  CK_UNROLL for (size_t o = 0; o < CK_OUTPUTS; o++)
    CK_UNROLL for (size_t k = 0; k < 3; k++)
      CK(store)(products + o * CK_FREQUENCIES * CK_WINOGRAD_TILES + k * CK_LANES, sums[o][k]);
}

static void CK(winograd_multiply)(const ck_winograd_tiles *t, const ck_winograd_product *p) {
  for (size_t first = 0; first < p->outputs; first += CK_PACKED) {
    const float *packed = p->weights + first * CK_FREQUENCIES * p->channels;
    for (size_t f = 0; f < CK_FREQUENCIES; f++)
      for (size_t o = 0; o < CK_PACKED; o += CK_OUTPUTS)
        for (size_t start = 0; start < CK_WINOGRAD_TILES; start += 3 * CK_LANES)
          CK(winograd_block)(
              p->v + f * p->stride + start, packed + f * p->channels * CK_PACKED + o, p->channels,
              p->scratch + (o * CK_FREQUENCIES + f) * CK_WINOGRAD_TILES + start);
    for (size_t o = 0; o < CK_PACKED && first + o < p->outputs; o++)
      CK(winograd_output)(
          t, p->scratch + o * CK_FREQUENCIES * CK_WINOGRAD_TILES,
          p->bias ? p->bias[first + o] : 0, p->y + (first + o) * p->yChannelStride);
  }
}

// Adds the sums of CK_DOWN by CK_ACROSS vectors to rows of `sums`.
CK_INLINE void CK(add_sums)(
    VF v[CK_DOWN][CK_ACROSS], float *sums, size_t stride, size_t outputs, size_t channels) {
#if CK_LANES == 16
  // Adding the halves of two vectors, interleaved, leaves each its own lanes of one.
  VF all[16];
  CK_UNROLL for (size_t i = 0; i < 16; i++) all[i] = v[i / 4][i % 4];
  CK_UNROLL for (size_t half = 8; half > 0; half /= 2)
    CK_UNROLL for (size_t i = 0; i < half; i++)
      all[i] = CK_SHUFFLE(all[i], all[i + half], CK_FRONT) + CK_SHUFFLE(all[i], all[i + half], CK_BACK);
  float lanes[16] __attribute__((aligned(64)));
  *(VF *)lanes = all[0];
#else
  float lanes[CK_DOWN * CK_ACROSS];
  CK_UNROLL for (size_t i = 0; i < CK_DOWN * CK_ACROSS; i++)
    lanes[i] = CK(sum)(v[i / CK_ACROSS][i % CK_ACROSS]);
#endif
  for (size_t o = 0; o < CK_DOWN && o < outputs; o++)
    for (size_t c = 0; c < CK_ACROSS && c < channels; c++)
      sums[o * stride + c] += lanes[o * CK_ACROSS + c];
}

static void CK(winograd_weight_sums)(const ck_winograd_weight *w) {
  for (size_t o = 0; o < w->outputs; o += CK_DOWN)
    for (size_t c = 0; c < w->channels; c += CK_ACROSS) {
      const float *x[CK_ACROSS], *dy[CK_DOWN];
      // Rows beyond the last repeat it; nothing of them is stored.
      CK_UNROLL for (size_t k = 0; k < CK_ACROSS; k++)
        x[k] = w->x + (c + k < w->channels ? c + k : w->channels - 1) * CK_WINOGRAD_TILES;
      CK_UNROLL for (size_t k = 0; k < CK_DOWN; k++)
        dy[k] = w->dy + (o + k < w->outputs ? o + k : w->outputs - 1) * CK_WINOGRAD_TILES;
      VF sums[CK_DOWN][CK_ACROSS];
      CK_UNROLL for (size_t a = 0; a < CK_DOWN; a++)
        CK_UNROLL for (size_t b = 0; b < CK_ACROSS; b++) sums[a][b] = (VF){};
      for (size_t block = 0; block < w->blocks; block++)
        for (size_t start = 0; start < CK_WINOGRAD_TILES; start += CK_LANES) {
          VF left[CK_DOWN];
          CK_UNROLL for (size_t a = 0; a < CK_DOWN; a++)
            left[a] = CK(load)(dy[a] + block * w->dyBlockStride + start);
          CK_UNROLL for (size_t b = 0; b < CK_ACROSS; b++) {
            VF right = CK(load)(x[b] + block * w->xBlockStride + start);
            CK_UNROLL for (size_t a = 0; a < CK_DOWN; a++)
              sums[a][b] = CK(fma)(left[a], right, sums[a][b]);
          }
        }
      CK(add_sums)(
          sums, w->sums + o * w->channels + c, w->channels, w->outputs - o, w->channels - c);
    }
}

static void CK(winograd_weight_gradient)(
    const float *sums, size_t stride, size_t channels, float *dw) {
  for (size_t c = 0; c < channels; c += CK_LANES) {
    size_t count = channels - c < CK_LANES ? channels - c : CK_LANES;
    VF columns[6][3];
    CK_UNROLL for (size_t j = 0; j < 6; j++) {
      VF u[6];
      CK_UNROLL for (size_t i = 0; i < 6; i++) {
        const float *from = sums + (i * 6 + j) * stride + c;
        u[i] = count == CK_LANES ? CK(load)(from) : CK(load_some)(from, count, 0);
      }
      CK(to_kernel)(u, columns[j]);
    }
    float lanes[9][CK_LANES] __attribute__((aligned(64)));
    CK_UNROLL for (size_t i = 0; i < 3; i++) {
      VF u[6], g[3];
      CK_UNROLL for (size_t j = 0; j < 6; j++) u[j] = columns[j][i];
      CK(to_kernel)(u, g);
      CK_UNROLL for (size_t j = 0; j < 3; j++) *(VF *)lanes[i * 3 + j] = g[j];
    }
    for (size_t k = 0; k < count; k++)
      for (size_t tap = 0; tap < 9; tap++) dw[(c + k) * 9 + tap] = lanes[tap][k];
  }
}

#undef CK_UNROLL
#undef CK_OUTPUTS
#undef CK_DOWN
#undef CK_ACROSS

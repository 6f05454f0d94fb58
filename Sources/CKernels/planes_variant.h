// Body of planes.c, compiled once for each instruction set; see variants.h.
#include "shuffle_variant.h"

// v where `test` is above 0, v * slope elsewhere.
CK_INLINE VF CK(leaky)(VF test, VF v, float slope) {
  VI above = test > 0;
  return (VF)(((VI)v & above) | ((VI)(v * slope) & ~above));
}

static float CK(sum_plane)(const float *x, size_t count) {
  VF sums[2] = {};
  size_t i = 0;
  for (; i + 2 * CK_LANES <= count; i += 2 * CK_LANES) {
    sums[0] += CK(load)(x + i);
    sums[1] += CK(load)(x + i + CK_LANES);
  }
  float sum = CK(sum)(sums[0] + sums[1]);
  for (; i < count; i++) sum += x[i];
  return sum;
}

static float CK(sum_squares)(const float *x, float mean, size_t count) {
  VF sums = {};
  size_t i = 0;
  for (; i + CK_LANES <= count; i += CK_LANES) {
    VF d = CK(load)(x + i) - mean;
    sums = CK(fma)(d, d, sums);
  }
  float sum = CK(sum)(sums);
  for (; i < count; i++) sum += (x[i] - mean) * (x[i] - mean);
  return sum;
}

static void CK(scale_shift)(
    const float *x, float scale, float shift, float slope, float *y, size_t count) {
  for (size_t i = 0; i < count; i += CK_LANES) {
    size_t left = count - i;
    VF v = left >= CK_LANES ? CK(load)(x + i) : CK(load_some)(x + i, left, 0);
    v = CK(fma)(v, CK(splat)(scale), CK(splat)(shift));
    v = CK(leaky)(v, v, slope);
    if (left >= CK_LANES) CK(store)(y + i, v);
    else CK(store_some)(y + i, v, left);
  }
}

static void CK(scale_shift_sums)(
    const float *x, const float *dy, float scale, float shift, float slope, float mean,
    size_t count, float *sums) {
  VF first = {}, second = {};
  for (size_t i = 0; i < count; i += CK_LANES) {
    size_t left = count - i;
    VF v = left >= CK_LANES ? CK(load)(x + i) : CK(load_some)(x + i, left, 0);
    VF g = left >= CK_LANES ? CK(load)(dy + i) : CK(load_some)(dy + i, left, 0);
    VF pre = CK(fma)(v, CK(splat)(scale), CK(splat)(shift));
    g = CK(leaky)(pre, g, slope);
    first += g;
    second = CK(fma)(g, v - mean, second);
  }
  sums[0] += CK(sum)(first);
  sums[1] += CK(sum)(second);
}

static void CK(scale_shift_backward)(
    const float *x, const float *dy, float scale, float shift, float slope, float mean, float a,
    float b, float c, float *dx, size_t count) {
  for (size_t i = 0; i < count; i += CK_LANES) {
    size_t left = count - i;
    VF v = left >= CK_LANES ? CK(load)(x + i) : CK(load_some)(x + i, left, 0);
    VF g = left >= CK_LANES ? CK(load)(dy + i) : CK(load_some)(dy + i, left, 0);
    VF pre = CK(fma)(v, CK(splat)(scale), CK(splat)(shift));
    g = CK(leaky)(pre, g, slope);
    VF d = CK(fma)(g, CK(splat)(a), CK(fma)(v - mean, CK(splat)(b), CK(splat)(c)));
    if (left >= CK_LANES) CK(store)(dx + i, d);
    else CK(store_some)(dx + i, d, left);
  }
}

static void CK(max_pool2)(
    const float *x, size_t width, size_t count, int32_t first, float *y, int32_t *places) {
  static const int32_t steps[16] = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30};
  VI offsets;
  __builtin_memcpy(&offsets, steps, sizeof offsets);
  size_t i = 0;
  for (; i + CK_LANES <= count; i += CK_LANES) {
    VF best = {};
    VI place = {};
    for (size_t row = 0; row < 2; row++) {
      const float *from = x + row * width + 2 * i;
      VF a = CK(load)(from), b = CK(load)(from + CK_LANES);
      VF even = CK_SHUFFLE(a, b, CK_EVENS), odd = CK_SHUFFLE(a, b, CK_ODDS);
      VI at = offsets + (int32_t)(first + row * width + 2 * i);
      if (row == 0) {
        best = even;
        place = at;
      } else {
        VI larger = even > best;
        best = (VF)(((VI)even & larger) | ((VI)best & ~larger));
        place = (at & larger) | (place & ~larger);
      }
      VI larger = odd > best;
      best = (VF)(((VI)odd & larger) | ((VI)best & ~larger));
      place = ((at + 1) & larger) | (place & ~larger);
    }
    CK(store)(y + i, best);
    __builtin_memcpy(places + i, &place, sizeof place);
  }
  for (; i < count; i++) {
    size_t best = 2 * i;
    for (size_t k = 1; k < 4; k++) {
      size_t at = k / 2 * width + 2 * i + k % 2;
      if (x[at] > x[best]) best = at;
    }
    y[i] = x[best];
    places[i] = (int32_t)(first + best);
  }
}

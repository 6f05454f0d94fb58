// Body of attention.c, compiled once for each instruction set; see variants.h.
#include "panel_variant.h"

// Panels of keys whose scores exist at a time: 256 keys, so that a row block's scores stay in the
// level-1 cache, and the block's keys and values in level 2 while all queries pass over them.
#define CK_BLOCK 16
#define CK_SCORES (CK_BLOCK * CK_PANEL)
// Rows of scores are not a power of two apart, which would put them in the same cache sets.
#define CK_SCORE_STRIDE (CK_SCORES + 16)

// 2^x for x <= 0, within 1 ulp; 0 below -126. 2^r - 1 over |r| <= 1/2 is a polynomial fitted at
// Chebyshev nodes.
CK_INLINE VF CK(exp2)(VF x) {
  VF clamped = CK(max)(x, CK(splat)(-127.0f));
  VF shifted = clamped + 12582912.0f;
  VF r = clamped - (shifted - 12582912.0f);
  VF p = CK(splat)(1.546156418e-04f);
  p = CK(fma)(p, r, CK(splat)(1.339098206e-03f));
  p = CK(fma)(p, r, CK(splat)(9.618056007e-03f));
  p = CK(fma)(p, r, CK(splat)(5.550356954e-02f));
  p = CK(fma)(p, r, CK(splat)(2.402265072e-01f));
  p = CK(fma)(p, r, CK(splat)(6.931471825e-01f));
  p = CK(fma)(p, r, CK(splat)(1.0f));
  VF e = (VF)((VI)p + (((VI)shifted - 0x4b400000) << 23));
  return (VF)((VI)e & (x >= -126.0f));
}

// Scores of CK_ROWS queries against `panels` adjacent panels.
CK_INLINE void CK(score)(
    const ck_attention *a, const float *queries, size_t panel, size_t panels,
    const float *const *rowBias, const float *const *columnBias, float *scores) {
  size_t across = (a->columns + CK_PANEL - 1) / CK_PANEL;
  VF sums[CK_ROWS][CK_PANELS * CK_VECTORS];
  CK_UNROLL for (size_t p = 0; p < panels; p++) {
    size_t y = (panel + p) / across, x = (panel + p) % across * CK_PANEL;
    CK_UNROLL for (size_t r = 0; r < CK_ROWS; r++)
      CK_UNROLL for (size_t v = 0; v < CK_VECTORS; v++)
        sums[r][p * CK_VECTORS + v] = CK(load)(columnBias[r] + x + v * CK_LANES) + rowBias[r][y];
  }
  size_t stride = a->depth * CK_PANEL;
  CK(multiply_add)
  (sums, queries, 1, CK_ROWS, a->keys + panel * stride, stride, a->depth, panels);
  CK_UNROLL for (size_t p = 0; p < panels; p++) {
    size_t x = (panel + p) % across * CK_PANEL;
    CK_UNROLL for (size_t r = 0; r < CK_ROWS; r++)
      CK_UNROLL for (size_t v = 0; v < CK_VECTORS; v++)
        CK(store)(scores + r * CK_SCORE_STRIDE + p * CK_PANEL + v * CK_LANES,
                  sums[r][p * CK_VECTORS + v]);
    if (x + CK_PANEL > a->columns)
      for (size_t r = 0; r < CK_ROWS; r++)
        for (size_t i = a->columns - x; i < CK_PANEL; i++)
          scores[r * CK_SCORE_STRIDE + p * CK_PANEL + i] = -__builtin_inff();
  }
}

// Adds the values of `keys` keys, weighted by the powers in `scores`, to CK_ROWS rows of output.
CK_INLINE void CK(gather)(
    const float *scores, const float *values, size_t valueStride, size_t keys, size_t panels,
    float *output, size_t outputStride) {
  VF sums[CK_ROWS][CK_PANELS * CK_VECTORS];
  CK_UNROLL for (size_t r = 0; r < CK_ROWS; r++)
    CK_UNROLL for (size_t v = 0; v < panels * CK_VECTORS; v++)
      sums[r][v] = CK(load)(output + r * outputStride + v * CK_LANES);
  CK(multiply_add)(sums, scores, CK_SCORE_STRIDE, 1, values, valueStride, keys, panels);
  CK_UNROLL for (size_t r = 0; r < CK_ROWS; r++)
    CK_UNROLL for (size_t v = 0; v < panels * CK_VECTORS; v++)
      CK(store)(output + r * outputStride + v * CK_LANES, sums[r][v]);
}

// Replaces a block of scores by powers of two relative to the running maximum, and brings the
// row's sum and output along when the maximum grows.
CK_INLINE void CK(weigh)(
    float *scores, size_t keys, float *top, float *total, float *output, size_t outputCount) {
  VF tops = CK(splat)(*top);
  for (size_t i = 0; i < keys; i += CK_LANES) tops = CK(max)(tops, CK(load)(scores + i));
  float newTop = CK(largest)(tops);
  if (newTop > *top) {
    float shrink = __builtin_exp2f(*top - newTop);
    for (size_t i = 0; i < outputCount; i += CK_LANES)
      CK(store)(output + i, CK(load)(output + i) * shrink);
    *total *= shrink;
    *top = newTop;
  }
  VF sums = {};
  for (size_t i = 0; i < keys; i += CK_LANES) {
    VF e = CK(exp2)(CK(load)(scores + i) - newTop);
    CK(store)(scores + i, e);
    sums += e;
  }
  *total += CK(sum)(sums);
}

static void CK(grid_attention)(const ck_attention *a) {
  size_t across = (a->columns + CK_PANEL - 1) / CK_PANEL, panels = a->rows * across;
  size_t outputPanels = (a->depth + CK_PANEL - 1) / CK_PANEL, width = outputPanels * CK_PANEL;
  size_t groups = (a->count + CK_ROWS - 1) / CK_ROWS;
  float *scores = a->scratch;
  float *queries = scores + CK_ROWS * CK_SCORE_STRIDE;
  float *output = queries + groups * CK_ROWS * a->depth;
  float *tops = output + groups * CK_ROWS * width;
  float *totals = tops + groups * CK_ROWS;

  // Rows beyond the last query repeat it; nothing of them is stored.
  float scale = a->scale * 1.4426950408889634f;
  for (size_t i = 0; i < groups * CK_ROWS; i++) {
    const float *query = a->queries + (i < a->count ? i : a->count - 1) * a->depth;
    float *packed = queries + i / CK_ROWS * CK_ROWS * a->depth + i % CK_ROWS;
    for (size_t d = 0; d < a->depth; d++) packed[d * CK_ROWS] = query[d] * scale;
    tops[i] = -__builtin_inff();
    totals[i] = 0;
  }
  for (size_t i = 0; i < groups * CK_ROWS * width; i++) output[i] = 0;

  for (size_t block = 0; block < panels; block += CK_BLOCK) {
    size_t blockPanels = panels - block < CK_BLOCK ? panels - block : CK_BLOCK;
    size_t keys = blockPanels * CK_PANEL;
    for (size_t g = 0; g < groups; g++) {
      const float *rowBias[CK_ROWS], *columnBias[CK_ROWS];
      for (size_t r = 0; r < CK_ROWS; r++) {
        size_t i = g * CK_ROWS + r;
        if (i >= a->count) i = a->count - 1;
        size_t y = (a->first + i) / a->queryColumns, x = (a->first + i) % a->queryColumns;
        rowBias[r] = a->rowBias + i * a->biasStride + a->rows - 1 - y;
        columnBias[r] = a->columnBias + i * a->biasStride + a->columns - 1 - x;
      }
      const float *group = queries + g * CK_ROWS * a->depth;
      size_t p = 0;
      for (; p + CK_PANELS <= blockPanels; p += CK_PANELS)
        CK(score)(a, group, block + p, CK_PANELS, rowBias, columnBias, scores + p * CK_PANEL);
      for (; p < blockPanels; p++)
        CK(score)(a, group, block + p, 1, rowBias, columnBias, scores + p * CK_PANEL);

      float *rows = output + g * CK_ROWS * width;
      for (size_t r = 0; r < CK_ROWS; r++)
        CK(weigh)
      (scores + r * CK_SCORE_STRIDE, keys, tops + g * CK_ROWS + r, totals + g * CK_ROWS + r,
       rows + r * width, width);

      size_t stride = panels * CK_PANEL * CK_PANEL;
      const float *values = a->values + block * CK_PANEL * CK_PANEL;
      p = 0;
      for (; p + CK_PANELS <= outputPanels; p += CK_PANELS)
        CK(gather)
      (scores, values + p * stride, stride, keys, CK_PANELS, rows + p * CK_PANEL, width);
      for (; p < outputPanels; p++)
        CK(gather)(scores, values + p * stride, stride, keys, 1, rows + p * CK_PANEL, width);
    }
  }

  for (size_t i = 0; i < a->count; i++) {
    size_t y = (a->first + i) / a->queryColumns, x = (a->first + i) % a->queryColumns;
    float *to = a->output + y * a->outputRowStride + x * a->outputStride;
    float inverse = 1.0f / totals[i];
    for (size_t d = 0; d < a->depth; d++) to[d] = output[i * width + d] * inverse;
  }
}

#undef CK_ROWS
#undef CK_PANELS
#undef CK_VECTORS
#undef CK_UNROLL
#undef CK_BLOCK
#undef CK_SCORES
#undef CK_SCORE_STRIDE

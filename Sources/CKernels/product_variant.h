// Body of product.c, compiled once for each instruction set; see variants.h.
#include "panel_variant.h"

// Adds to CK_ROWS rows by `panels` panels of c, of which only `rows` and `columns` exist.
CK_INLINE void CK(block)(
    const float *a, const float *weights, size_t weightStride, size_t depth, size_t panels, int fresh,
    float *c, size_t cStride, size_t rows, size_t columns) {
  VF sums[CK_ROWS][CK_PANELS * CK_VECTORS];
  CK_UNROLL for (size_t r = 0; r < CK_ROWS; r++)
    CK_UNROLL for (size_t v = 0; v < panels * CK_VECTORS; v++) {
      sums[r][v] = (VF){};
      if (fresh || r >= rows) continue;
      const float *from = c + r * cStride + v * CK_LANES;
      if ((v + 1) * CK_LANES <= columns) sums[r][v] = CK(load)(from);
      else if (v * CK_LANES < columns)
        sums[r][v] = CK(load_some)(from, columns - v * CK_LANES, 0);
    }
  CK(multiply_add)(sums, a, CK_DEPTH_STRIDE, 1, weights, weightStride, depth, panels);
  CK_UNROLL for (size_t r = 0; r < CK_ROWS; r++)
    CK_UNROLL for (size_t v = 0; v < panels * CK_VECTORS; v++) {
      if (r >= rows) continue;
      float *to = c + r * cStride + v * CK_LANES;
      if ((v + 1) * CK_LANES <= columns) CK(store)(to, sums[r][v]);
      else if (v * CK_LANES < columns) CK(store_some)(to, sums[r][v], columns - v * CK_LANES);
    }
}

static void CK(multiply)(const ck_product *p) {
  size_t groups = (p->rows + CK_ROWS - 1) / CK_ROWS;
  size_t panels = (p->columns + CK_PANEL - 1) / CK_PANEL, weightStride = p->depth * CK_PANEL;
  for (size_t start = 0; start < p->depth; start += CK_DEPTH) {
    size_t depth = p->depth - start < CK_DEPTH ? p->depth - start : CK_DEPTH;
    int last = start + depth == p->depth;
    for (size_t r = 0; r < groups * CK_ROWS; r++) {
      // Rows beyond the last repeat it; nothing of them is stored.
      const float *row = p->a + (r < p->rows ? r : p->rows - 1) * p->aStride + start;
      __builtin_memcpy(p->scratch + r * CK_DEPTH_STRIDE, row, depth * sizeof(float));
    }
    for (size_t panel = 0; panel < panels; panel += CK_PANELS) {
      const float *weights = p->weights + panel * weightStride + start * CK_PANEL;
      size_t first = panel * CK_PANEL;
      size_t columns = p->columns - first < CK_PANELS * CK_PANEL ? p->columns - first
                                                                 : CK_PANELS * CK_PANEL;
      for (size_t g = 0; g < groups; g++) {
        const float *a = p->scratch + g * CK_ROWS * CK_DEPTH_STRIDE;
        size_t row = g * CK_ROWS;
        float *c = p->c + row * p->cStride + first;
        size_t rows = p->rows - row < CK_ROWS ? p->rows - row : CK_ROWS;
        if (columns > CK_PANEL * (CK_PANELS - 1))
          CK(block)(a, weights, weightStride, depth, CK_PANELS, start == 0, c, p->cStride, rows, columns);
        else
          CK(block)(a, weights, weightStride, depth, 1, start == 0, c, p->cStride, rows, columns);
        if (!last) continue;
        const float *bias = p->bias ? p->bias + first : NULL;
        switch (p->epilogue) {
          case CK_PLAIN: ck_add_bias(c, p->cStride, rows, columns, bias); break;
          case CK_RELU: ck_add_bias_relu(c, p->cStride, rows, columns, bias); break;
          case CK_GELU: ck_add_bias_gelu(c, p->cStride, rows, columns, bias); break;
          case CK_RESIDUAL:
            ck_add_bias_residual(
                c, p->cStride, rows, columns, bias, p->residual + row * p->residualStride + first,
                p->residualStride);
        }
      }
    }
  }
}

#undef CK_ROWS
#undef CK_PANELS
#undef CK_VECTORS
#undef CK_UNROLL

// The inner loop of the packed products for one instruction set; see variants.h.
//
// A panel holds 16 columns of the right factor: for each step along the inner dimension, 16
// consecutive floats. A block of CK_ROWS rows and CK_PANELS panels keeps all its sums in registers.
#if CK_LANES == 16
#define CK_ROWS 14
#define CK_PANELS 2
#elif CK_LANES == 8
#define CK_ROWS 6
#define CK_PANELS 1
#elif defined(__aarch64__)
#define CK_ROWS 6
#define CK_PANELS 1
#else
#define CK_ROWS 3
#define CK_PANELS 1
#endif
#define CK_VECTORS (16 / CK_LANES)
#define CK_UNROLL _Pragma("clang loop unroll(full)")

// sums[r][v] += a[r * aRow + k * aStep] * panel v / CK_VECTORS [k][…], for every k < depth.
// Constant strides and `panels` become addressing modes once inlined.
CK_INLINE void CK(multiply_add)(
    VF sums[CK_ROWS][CK_PANELS * CK_VECTORS], const float *a, size_t aRow, size_t aStep,
    const float *b, size_t panelStride, size_t depth, size_t panels) {
  for (size_t k = 0; k < depth; k++, a += aStep, b += 16) {
    VF right[CK_PANELS * CK_VECTORS];
    CK_UNROLL for (size_t p = 0; p < panels; p++)
      CK_UNROLL for (size_t v = 0; v < CK_VECTORS; v++)
        right[p * CK_VECTORS + v] = CK(load)(b + p * panelStride + v * CK_LANES);
    CK_UNROLL for (size_t r = 0; r < CK_ROWS; r++) {
      VF left = CK(splat)(a[r * aRow]);
      CK_UNROLL for (size_t v = 0; v < panels * CK_VECTORS; v++)
        sums[r][v] = CK(fma)(left, right[v], sums[r][v]);
    }
  }
}

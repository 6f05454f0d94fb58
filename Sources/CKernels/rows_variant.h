// Body of rows.c, compiled once for each instruction set; see variants.h.
static void CK(layer_norm)(
    const float *x, size_t xStride, float *y, size_t yStride, size_t rows, size_t columns,
    const float *gain, const float *bias, float epsilon) {
  size_t whole = columns / CK_LANES * CK_LANES;
  for (size_t r = 0; r < rows; r++, x += xStride, y += yStride) {
    VF sums = {};
    for (size_t i = 0; i < whole; i += CK_LANES) sums += CK(load)(x + i);
    float sum = CK(sum)(sums);
    for (size_t i = whole; i < columns; i++) sum += x[i];
    float mean = sum / (float)columns;

    VF squares = {};
    for (size_t i = 0; i < whole; i += CK_LANES) {
      VF d = CK(load)(x + i) - mean;
      squares = CK(fma)(d, d, squares);
    }
    float square = CK(sum)(squares);
    for (size_t i = whole; i < columns; i++) square += (x[i] - mean) * (x[i] - mean);
    float inverse = 1.0f / __builtin_sqrtf(square / (float)columns + epsilon);

    for (size_t i = 0; i < whole; i += CK_LANES) {
      VF d = (CK(load)(x + i) - mean) * inverse;
      CK(store)(y + i, CK(fma)(d, CK(load)(gain + i), CK(load)(bias + i)));
    }
    for (size_t i = whole; i < columns; i++)
      y[i] = (x[i] - mean) * inverse * gain[i] + bias[i];
  }
}

static void CK(softmax)(float *x, size_t stride, size_t rows, size_t columns, float scale) {
  size_t whole = columns / CK_LANES * CK_LANES, rest = columns - whole;
  for (size_t r = 0; r < rows; r++, x += stride) {
    VF tops = CK(load_some)(x + whole, rest, -__builtin_inff());
    for (size_t i = 0; i < whole; i += CK_LANES) tops = CK(max)(tops, CK(load)(x + i));
    float top = CK(largest)(tops);

    VF sums = {};
    for (size_t i = 0; i < whole; i += CK_LANES) {
      VF e = CK(exp)((CK(load)(x + i) - top) * scale);
      CK(store)(x + i, e);
      sums += e;
    }
    if (rest > 0) {
      VF tail = CK(load_some)(x + whole, rest, -__builtin_inff());
      VF e = CK(exp)((tail - top) * scale);
      CK(store_some)(x + whole, e, rest);
      for (size_t i = 0; i < rest; i++) sums[i] += e[i];
    }
    float inverse = 1.0f / CK(sum)(sums);
    for (size_t i = 0; i < whole; i += CK_LANES) CK(store)(x + i, CK(load)(x + i) * inverse);
    for (size_t i = whole; i < columns; i++) x[i] *= inverse;
  }
}

// One function for each thing that happens to a row's elements after a matrix product. `EACH`
// is an expression over the vectors x (the element), b (its bias) and o (the other matrix').
#define CK_EPILOGUE(name, EACH)                                                                 \
  static void CK(name)(                                                                         \
      float *rows_, size_t stride, size_t rows, size_t columns, const float *bias,              \
      const float *other, size_t otherStride) {                                                 \
    size_t whole = columns / CK_LANES * CK_LANES, rest = columns - whole;                       \
    for (size_t r = 0; r < rows; r++, rows_ += stride) {                                        \
      const float *others = other ? other + r * otherStride : rows_;                            \
      for (size_t i = 0; i < columns; i += CK_LANES) {                                          \
        if (i < whole) {                                                                        \
          VF x = CK(load)(rows_ + i), b = bias ? CK(load)(bias + i) : (VF){};                   \
          VF o = CK(load)(others + i);                                                          \
          (void)o;                                                                              \
          CK(store)(rows_ + i, EACH);                                                           \
        } else {                                                                                \
          VF x = CK(load_some)(rows_ + i, rest, 0);                                             \
          VF b = bias ? CK(load_some)(bias + i, rest, 0) : (VF){};                              \
          VF o = CK(load_some)(others + i, rest, 0);                                            \
          (void)o;                                                                              \
          CK(store_some)(rows_ + i, EACH, rest);                                                \
        }                                                                                       \
      }                                                                                         \
    }                                                                                           \
  }

CK_EPILOGUE(add_bias, x + b)
CK_EPILOGUE(add_bias_relu, CK(max)(x + b, (VF){}))
CK_EPILOGUE(add_bias_gelu, CK(gelu)(x + b))
CK_EPILOGUE(add_bias_residual, (x + b) + o)
#undef CK_EPILOGUE

static void CK(layer_norm_channels)(
    const float *x, float *y, size_t stride, size_t channels, size_t positions, const float *gain,
    const float *bias, float epsilon) {
  for (size_t p = 0; p < positions; p += CK_LANES) {
    size_t lanes = positions - p < CK_LANES ? positions - p : CK_LANES;
#define CK_AT(c) \
  (lanes == CK_LANES ? CK(load)(x + (c)*stride + p) : CK(load_some)(x + (c)*stride + p, lanes, 0))
    VF sum = {};
    for (size_t c = 0; c < channels; c++) sum += CK_AT(c);
    VF mean = sum / (float)channels;
    VF square = {};
    for (size_t c = 0; c < channels; c++) {
      VF d = CK_AT(c) - mean;
      square = CK(fma)(d, d, square);
    }
    VF variance = square / (float)channels + epsilon, inverse;
    for (size_t i = 0; i < CK_LANES; i++) inverse[i] = 1.0f / __builtin_sqrtf(variance[i]);
    for (size_t c = 0; c < channels; c++) {
      VF d = (CK_AT(c) - mean) * inverse;
      VF value = CK(fma)(d, CK(splat)(gain[c]), CK(splat)(bias[c]));
      if (lanes == CK_LANES) CK(store)(y + c * stride + p, value);
      else CK(store_some)(y + c * stride + p, value, lanes);
    }
#undef CK_AT
  }
}

// Body of two_way.c, compiled once for each instruction set; see variants.h.
static void CK(softmax_tokens)(
    float *x, size_t stride, size_t rows, size_t tokens, const float *bias) {
  size_t columns = tokens * ck_decoder_heads;
  size_t whole = columns / CK_LANES * CK_LANES, rest = columns - whole;
#define CK_HEADS(p) (*(ck_f32x8_u *)(p))
  for (size_t r = 0; r < rows; r++, x += stride) {
    ck_f32x8 top = CK_HEADS(x) + CK_HEADS(bias);
    CK_HEADS(x) = top;
    for (size_t i = 8; i < columns; i += 8) {
      ck_f32x8 score = CK_HEADS(x + i) + CK_HEADS(bias + i);
      CK_HEADS(x + i) = score;
      top = __builtin_elementwise_max(top, score);
    }
    for (size_t i = 0; i < columns; i += 8) CK_HEADS(x + i) -= top;
    for (size_t i = 0; i < whole; i += CK_LANES) CK(store)(x + i, CK(exp)(CK(load)(x + i)));
    if (rest > 0) CK(store_some)(x + whole, CK(exp)(CK(load_some)(x + whole, rest, 0)), rest);
    ck_f32x8 sum = {};
    for (size_t i = 0; i < columns; i += 8) sum += CK_HEADS(x + i);
    ck_f32x8 inverse = 1.0f / sum;
    for (size_t i = 0; i < columns; i += 8) CK_HEADS(x + i) *= inverse;
  }
#undef CK_HEADS
}

static void CK(exp_rows)(
    float *x, size_t stride, size_t rows, size_t columns, float *tops, float *sums) {
  size_t whole = columns / CK_LANES * CK_LANES, rest = columns - whole;
  for (size_t r = 0; r < rows; r++, x += stride) {
    VF most = CK(load_some)(x + whole, rest, -__builtin_inff());
    for (size_t i = 0; i < whole; i += CK_LANES) most = CK(max)(most, CK(load)(x + i));
    float top = CK(largest)(most);
    VF sum = {};
    for (size_t i = 0; i < whole; i += CK_LANES) {
      VF e = CK(exp)(CK(load)(x + i) - top);
      CK(store)(x + i, e);
      sum += e;
    }
    if (rest > 0) {
      VF e = CK(exp)(CK(load_some)(x + whole, rest, -__builtin_inff()) - top);
      CK(store_some)(x + whole, e, rest);
      sum += e;
    }
    tops[r] = top;
    sums[r] = CK(sum)(sum);
  }
}

static void CK(add)(const float *a, const float *b, float *y, size_t count) {
  size_t whole = count / CK_LANES * CK_LANES;
  for (size_t i = 0; i < whole; i += CK_LANES) CK(store)(y + i, CK(load)(a + i) + CK(load)(b + i));
  for (size_t i = whole; i < count; i++) y[i] = a[i] + b[i];
}

static void CK(add_scaled)(float *y, const float *x, float scale, size_t count) {
  size_t whole = count / CK_LANES * CK_LANES;
  for (size_t i = 0; i < whole; i += CK_LANES)
    CK(store)(y + i, CK(fma)(CK(load)(x + i), CK(splat)(scale), CK(load)(y + i)));
  for (size_t i = whole; i < count; i++) y[i] += x[i] * scale;
}

static void CK(gelu_all)(float *x, size_t count) {
  size_t whole = count / CK_LANES * CK_LANES, rest = count - whole;
  for (size_t i = 0; i < whole; i += CK_LANES) CK(store)(x + i, CK(gelu)(CK(load)(x + i)));
  if (rest > 0) CK(store_some)(x + whole, CK(gelu)(CK(load_some)(x + whole, rest, 0)), rest);
}

// `masks` is a constant where this is called, so that the sums stay in registers.
CK_INLINE void CK(weigh_gelu_masks)(
    const float *x, size_t stride, size_t channels, size_t positions, const float *bias,
    const float *weights, size_t masks, float *out, size_t out_stride) {
  for (size_t p = 0; p < positions; p += CK_LANES) {
    size_t lanes = positions - p < CK_LANES ? positions - p : CK_LANES;
    VF sums[4] = {};
    for (size_t c = 0; c < channels; c++) {
      const float *from = x + c * stride + p;
      VF value = lanes == CK_LANES ? CK(load)(from) : CK(load_some)(from, lanes, 0);
      value = CK(gelu)(value + bias[c]);
      for (size_t m = 0; m < masks; m++)
        sums[m] = CK(fma)(value, CK(splat)(weights[m * channels + c]), sums[m]);
    }
    for (size_t m = 0; m < masks; m++) {
      float *to = out + m * out_stride + p;
      if (lanes == CK_LANES) CK(store)(to, sums[m]);
      else CK(store_some)(to, sums[m], lanes);
    }
  }
}

static void CK(weigh_gelu)(
    const float *x, size_t stride, size_t channels, size_t positions, const float *bias,
    const float *weights, size_t masks, float *out, size_t out_stride) {
  switch (masks) {
#define CK_CASE(n)                                                                              \
  case n:                                                                                       \
    CK(weigh_gelu_masks)(x, stride, channels, positions, bias, weights, n, out, out_stride);    \
    break
    CK_CASE(1);
    CK_CASE(2);
    CK_CASE(3);
    CK_CASE(4);
#undef CK_CASE
  }
}

// Vector helpers for one instruction set; see variants.h. Each kernel file gets its own static copy.
#define VF CK_JOIN(ck_f32x, CK_LANES)
#define VFU CK_JOIN(CK_JOIN(ck_f32x, CK_LANES), _u)
#define VI CK_JOIN(ck_i32x, CK_LANES)
#define CK_INLINE static inline __attribute__((always_inline, unused))

CK_INLINE VF CK(load)(const float *p) { return *(const VFU *)p; }
CK_INLINE void CK(store)(float *p, VF v) { *(VFU *)p = v; }
// Subtracting zero changes no float, so this compiles to a broadcast.
CK_INLINE VF CK(splat)(float x) { return x - (VF){}; }

// The first `count` (< CK_LANES) floats at p, `rest` in the other lanes. Never reads beyond them.
CK_INLINE VF CK(load_some)(const float *p, size_t count, float rest) {
  float lanes[CK_LANES] __attribute__((aligned(64)));
  for (size_t i = 0; i < CK_LANES; i++) lanes[i] = rest;
  for (size_t i = 0; i < count; i++) lanes[i] = p[i];
  return *(const VF *)lanes;
}

CK_INLINE void CK(store_some)(float *p, VF v, size_t count) {
  for (size_t i = 0; i < count; i++) p[i] = v[i];
}

// a * b + c, rounded once where the processor can.
CK_INLINE VF CK(fma)(VF a, VF b, VF c) {
#if CK_FUSED
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

CK_INLINE VF CK(max)(VF a, VF b) { return __builtin_elementwise_max(a, b); }
CK_INLINE VF CK(min)(VF a, VF b) { return __builtin_elementwise_min(a, b); }

CK_INLINE float CK(sum)(VF v) {
  float lanes[CK_LANES] __attribute__((aligned(64)));
  *(VF *)lanes = v;
  for (size_t width = CK_LANES / 2; width > 0; width /= 2)
    for (size_t i = 0; i < width; i++) lanes[i] += lanes[i + width];
  return lanes[0];
}

CK_INLINE float CK(largest)(VF v) { return __builtin_reduce_max(v); }

// e^x for x <= 88, within 1 ulp; exactly 0 below -87.3, so that -inf masks a score.
// x = n ln 2 + r with |r| <= ln 2 / 2; e^r = 1 + r + r^2 q(r), q fitted at Chebyshev nodes.
CK_INLINE VF CK(exp)(VF x) {
  VF clamped = CK(max)(x, CK(splat)(-87.3f));
  // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low mantissa bits.
  VF shifted = CK(fma)(clamped, CK(splat)(1.4426950408889634f), CK(splat)(12582912.0f));
  VF n = shifted - 12582912.0f;
  VF r = CK(fma)(n, CK(splat)(-0.693359375f), clamped);
  r = CK(fma)(n, CK(splat)(2.12194440e-4f), r);
  VF q = CK(splat)(1.393373357e-3f);
  q = CK(fma)(q, r, CK(splat)(8.363235742e-3f));
  q = CK(fma)(q, r, CK(splat)(4.166646302e-2f));
  q = CK(fma)(q, r, CK(splat)(1.666657627e-1f));
  q = CK(fma)(q, r, CK(splat)(0.5f));
  VF e = CK(fma)(q, r * r, r) + 1.0f;
  VI power = ((VI)shifted - 0x4b400000) << 23;
  VF result = (VF)((VI)e + power);
  return (VF)((VI)result & (x >= -87.3f));
}

// x Phi(x): torch's exact GELU, within 1e-6. (Phi(x) - 1/2) / x is a polynomial in x^2, fitted at
// Chebyshev nodes on |x| <= 5.5, beyond which Phi is 0 or 1 to float precision.
CK_INLINE VF CK(gelu)(VF x) {
  VF c = CK(max)(CK(min)(x, CK(splat)(5.5f)), CK(splat)(-5.5f));
  VF t = CK(fma)(c * c, CK(splat)(2.0f / 30.25f), CK(splat)(-1.0f));
  VF p = CK(splat)(-2.856763313e-4f);
  p = CK(fma)(p, t, CK(splat)(6.562366616e-4f));
  p = CK(fma)(p, t, CK(splat)(-3.567546082e-4f));
  p = CK(fma)(p, t, CK(splat)(6.399065023e-4f));
  p = CK(fma)(p, t, CK(splat)(-2.658702433e-3f));
  p = CK(fma)(p, t, CK(splat)(4.723569844e-3f));
  p = CK(fma)(p, t, CK(splat)(-6.650678348e-3f));
  p = CK(fma)(p, t, CK(splat)(1.016421244e-2f));
  p = CK(fma)(p, t, CK(splat)(-1.506252401e-2f));
  p = CK(fma)(p, t, CK(splat)(2.038480714e-2f));
  p = CK(fma)(p, t, CK(splat)(-2.603615075e-2f));
  p = CK(fma)(p, t, CK(splat)(3.206722438e-2f));
  p = CK(fma)(p, t, CK(splat)(-3.879379481e-2f));
  p = CK(fma)(p, t, CK(splat)(4.773779586e-2f));
  p = CK(fma)(p, t, CK(splat)(-6.417231262e-2f));
  p = CK(fma)(p, t, CK(splat)(1.285519302e-1f));
  VF y = x * CK(fma)(c, p, CK(splat)(0.5f));
  return (VF)((VI)y & ~(x <= -5.5f));
}

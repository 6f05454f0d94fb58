#include "half.h"
#include "cpu.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static float float_of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint32_t bits_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static float widen(uint16_t half) {
  const uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
  const uint32_t exponent = (half >> 10) & 0x1fu;
  const uint32_t mantissa = half & 0x3ffu;
  if (exponent == 0) {
    // Zero or subnormal: mantissa * 2^-24, which float32 holds as a normal number.
    const float magnitude = (float)mantissa * 0x1p-24f;
    return float_of_bits(bits_of_float(magnitude) | sign);
  }
  if (exponent == 31) {
    const uint32_t quiet = mantissa != 0 ? 0x400000u : 0;
    return float_of_bits(sign | 0x7f800000u | quiet | mantissa << 13);
  }
  return float_of_bits(sign | (exponent + 112) << 23 | mantissa << 13);
}

static uint16_t narrow(float value) {
  const uint32_t bits = bits_of_float(value);
  const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000u);
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return sign | 0x7e00u | (uint16_t)(magnitude >> 13 & 0x3ffu);
  if (magnitude >= 0x477ff000u) return sign | 0x7c00u;  // 65520, halfway to 2^16
  if (magnitude < 0x38800000u) {
    // Below 2^-14. One unit in the last place of numbers in [0.5, 1) is 2^-24, the spacing of
    // binary16 subnormals, so adding 0.5 makes the float unit do the rounding.
    return sign | (uint16_t)(bits_of_float(float_of_bits(magnitude) + 0.5f) - 0x3f000000u);
  }
  const uint32_t rounded = magnitude + 0xfffu + (magnitude >> 13 & 1u);
  return sign | (uint16_t)((rounded - 0x38000000u) >> 13);
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw,avx512vl"))) static size_t
widen_avx512(const uint16_t *source, float *target, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m256i half = _mm256_loadu_si256((const __m256i *)(source + i));
    _mm512_storeu_ps(target + i, _mm512_cvtph_ps(half));
  }
  return i;
}

__attribute__((target("avx2,f16c"))) static size_t
widen_avx2(const uint16_t *source, float *target, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i half = _mm_loadu_si128((const __m128i *)(source + i));
    _mm256_storeu_ps(target + i, _mm256_cvtph_ps(half));
  }
  return i;
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) static size_t
narrow_avx512(const float *source, uint16_t *target, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m512 value = _mm512_loadu_ps(source + i);
    const __m256i half = _mm512_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm256_storeu_si256((__m256i *)(target + i), half);
  }
  return i;
}

__attribute__((target("avx2,f16c"))) static size_t
narrow_avx2(const float *source, uint16_t *target, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256 value = _mm256_loadu_ps(source + i);
    const __m128i half = _mm256_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm_storeu_si128((__m128i *)(target + i), half);
  }
  return i;
}
#endif

void ck_f16_to_f32(const uint16_t *source, float *target, size_t count) {
  size_t done = 0;
#if defined(__x86_64__)
  if (ck_has_avx512()) {
    done = widen_avx512(source, target, count);
  } else if (ck_has_avx2()) {
    done = widen_avx2(source, target, count);
  }
#endif
  for (size_t i = done; i < count; i++) target[i] = widen(source[i]);
}

void ck_f32_to_f16(const float *source, uint16_t *target, size_t count) {
  size_t done = 0;
#if defined(__x86_64__)
  if (ck_has_avx512()) {
    done = narrow_avx512(source, target, count);
  } else if (ck_has_avx2()) {
    done = narrow_avx2(source, target, count);
  }
#endif
  for (size_t i = done; i < count; i++) target[i] = narrow(source[i]);
}

void ck_bf16_to_f32(const uint16_t *source, float *target, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] = float_of_bits((uint32_t)source[i] << 16);
}

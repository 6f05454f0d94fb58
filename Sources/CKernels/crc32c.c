#include "crc32c.h"
#include <pthread.h>
#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

// The Castagnoli polynomial 0x1EDC6F41 with its bits reversed: the CRC is kept least significant bit first.
static const uint32_t polynomial = 0x82F63B78u;

// tables[k][b] is the CRC of byte b followed by k zero bytes, so that eight bytes are folded in per step.
static uint32_t tables[8][256];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void fill_tables(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) ? polynomial : 0);
    tables[0][byte] = crc;
  }
  for (int k = 1; k < 8; k++)
    for (int byte = 0; byte < 256; byte++) {
      uint32_t previous = tables[k - 1][byte];
      tables[k][byte] = (previous >> 8) ^ tables[0][previous & 0xFF];
    }
}

uint32_t ck_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
  pthread_once(&tables_once, fill_tables);
  const uint8_t *p = bytes;
  crc = ~crc;
  for (; count >= 8; count -= 8, p += 8) {
    uint32_t low = crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
    crc = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF] ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24] ^
          tables[3][p[4]] ^ tables[2][p[5]] ^ tables[1][p[6]] ^ tables[0][p[7]];
  }
  for (; count > 0; count--, p++) crc = (crc >> 8) ^ tables[0][(crc ^ *p) & 0xFF];
  return ~crc;
}

#if defined(__x86_64__)
#define WITH_CRC __attribute__((target("sse4.2")))
WITH_CRC static inline uint32_t fold8(uint32_t crc, uint64_t word) { return (uint32_t)_mm_crc32_u64(crc, word); }
WITH_CRC static inline uint32_t fold1(uint32_t crc, uint8_t byte) { return _mm_crc32_u8(crc, byte); }
#elif defined(__ARM_FEATURE_CRC32)
#define WITH_CRC
static inline uint32_t fold8(uint32_t crc, uint64_t word) { return __crc32cd(crc, word); }
static inline uint32_t fold1(uint32_t crc, uint8_t byte) { return __crc32cb(crc, byte); }
#endif

#ifdef WITH_CRC
static inline uint64_t word_at(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, 8);
  return word;
}

// An instruction's result takes three cycles and a new one can begin in each: three lanes of so many bytes are folded
// side by side, from 0 all but the first, and joined afterwards.
enum { lane = 2048 };

// passed[k][b] is what `lane` zero bytes make of a CRC whose byte k is b and whose others are 0. A CRC is linear over
// xor: that of two strings is the first one's, passed over as many zeros as the second has bytes, xor the second one's.
static uint32_t passed[4][256];
static pthread_once_t passed_once = PTHREAD_ONCE_INIT;

static void fill_passed(void) {
  static const uint8_t zeros[lane];
  for (int k = 0; k < 4; k++)
    for (int bit = 0; bit < 8; bit++) {
      // The function's own inversions are taken back.
      uint32_t one = ~ck_crc32c_portable(~(1u << (8 * k + bit)), zeros, lane);
      for (int byte = 0; byte < 256; byte++)
        if (byte >> bit & 1) passed[k][byte] ^= one;
    }
}

static inline uint32_t pass_lane(uint32_t crc) {
  return passed[0][crc & 0xFF] ^ passed[1][(crc >> 8) & 0xFF] ^ passed[2][(crc >> 16) & 0xFF] ^ passed[3][crc >> 24];
}

WITH_CRC static uint32_t crc32c_by_instructions(uint32_t crc, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  crc = ~crc;
  if (count >= 3 * lane) pthread_once(&passed_once, fill_passed);
  for (; count >= 3 * lane; count -= 3 * lane, p += 3 * lane) {
    uint32_t second = 0, third = 0;
    for (int at = 0; at < lane; at += 8) {
      crc = fold8(crc, word_at(p + at));
      second = fold8(second, word_at(p + lane + at));
      third = fold8(third, word_at(p + 2 * lane + at));
    }
    crc = pass_lane(pass_lane(crc) ^ second) ^ third;
  }
  for (; count >= 8; count -= 8, p += 8) crc = fold8(crc, word_at(p));
  for (; count > 0; count--, p++) crc = fold1(crc, *p);
  return ~crc;
}
#endif

// The product of two polynomials modulo the CRC's; the highest bit stands for 1, the next for x.
static uint32_t product(uint32_t a, uint32_t b) {
  uint32_t sum = 0;
  for (; a; a <<= 1) {
    if (a >> 31) sum ^= b;
    b = (b >> 1) ^ ((b & 1) ? polynomial : 0);
  }
  return sum;
}

uint32_t ck_crc32c_joined(uint32_t first, uint32_t second, size_t second_count) {
  // A zero byte after a string multiplies its CRC by x^8; as many as `second` has are passed by squaring. The
  // inversions at both ends cancel out.
  uint32_t power = 1u << 23;
  for (size_t rest = second_count; rest; rest >>= 1) {
    if (rest & 1) first = product(power, first);
    power = product(power, power);
  }
  return first ^ second;
}

uint32_t ck_crc32c(uint32_t crc, const void *bytes, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return crc32c_by_instructions(crc, bytes, count);
#elif defined(WITH_CRC)
  return crc32c_by_instructions(crc, bytes, count);
#endif
  return ck_crc32c_portable(crc, bytes, count);
}

#include "cpu.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
// Floats in the widest vectors that kernels may use: those of the processor, unless the environment
// variable SLUICE_VECTORS says `avx2` or `plain`, with which tests reach the other variants.
static int lanes(void) {
  static _Atomic int known = 0;
  int found = atomic_load_explicit(&known, memory_order_relaxed);
  if (found) return found;
  const char *wish = getenv("SLUICE_VECTORS");
  int limit = !wish ? 16 : strcmp(wish, "plain") == 0 ? 4 : strcmp(wish, "avx2") == 0 ? 8 : 16;
  found = 4;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("f16c"))
    found = 8;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    found = 16;
  if (found > limit) found = limit;
  atomic_store_explicit(&known, found, memory_order_relaxed);
  return found;
}

bool ck_has_avx512(void) { return lanes() >= 16; }

bool ck_has_avx2(void) { return lanes() >= 8; }
#else
bool ck_has_avx512(void) { return false; }

bool ck_has_avx2(void) { return false; }
#endif

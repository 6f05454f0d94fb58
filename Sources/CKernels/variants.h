// Compiles the file named by CK_BODY once for each instruction set. The body writes functions as
// `CK(name)` over vectors of CK_LANES floats; a dispatching function picks one at run time.
// Not guarded: every kernel file includes this once, after defining CK_BODY.
#include "cpu.h"
#include "lanes.h"

#define CK_JOIN2(a, b) a##b
#define CK_JOIN(a, b) CK_JOIN2(a, b)
#define CK(name) CK_JOIN(name, CK_VARIANT)

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)
#define CK_VARIANT _avx512
#define CK_LANES 16
#define CK_FUSED 1
#include "math_variant.h"
#include CK_BODY
#undef CK_VARIANT
#undef CK_LANES
#undef CK_FUSED
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define CK_VARIANT _avx2
#define CK_LANES 8
#define CK_FUSED 1
#include "math_variant.h"
#include CK_BODY
#undef CK_VARIANT
#undef CK_LANES
#undef CK_FUSED
#pragma clang attribute pop
#endif

#define CK_VARIANT _plain
#define CK_LANES 4
#if defined(__aarch64__)
#define CK_FUSED 1
#else
#define CK_FUSED 0
#endif
#include "math_variant.h"
#include CK_BODY
#undef CK_VARIANT
#undef CK_LANES
#undef CK_FUSED

// `CK_DISPATCH(name, args…)` calls the best variant that this processor can run.
#if defined(__x86_64__)
#define CK_DISPATCH(name, ...)                                   \
  (ck_has_avx512() ? name##_avx512(__VA_ARGS__)                  \
   : ck_has_avx2() ? name##_avx2(__VA_ARGS__)                    \
                   : name##_plain(__VA_ARGS__))
#else
#define CK_DISPATCH(name, ...) name##_plain(__VA_ARGS__)
#endif

#pragma once
#include <stddef.h>
#include <stdint.h>

// Vectors of 4, 8 and 16 lanes in clang's portable notation: arithmetic is element by element, and
// comparisons give all-ones or all-zeros lanes. The `_u` types may be loaded from any address.
typedef float ck_f32x4 __attribute__((vector_size(16)));
typedef float ck_f32x8 __attribute__((vector_size(32)));
typedef float ck_f32x16 __attribute__((vector_size(64)));
typedef int32_t ck_i32x4 __attribute__((vector_size(16)));
typedef int32_t ck_i32x8 __attribute__((vector_size(32)));
typedef int32_t ck_i32x16 __attribute__((vector_size(64)));
typedef ck_f32x4 ck_f32x4_u __attribute__((aligned(4)));
typedef ck_f32x8 ck_f32x8_u __attribute__((aligned(4)));
typedef ck_f32x16 ck_f32x16_u __attribute__((aligned(4)));

#pragma once
#include <stdbool.h>

/// Whether this processor and operating system can run the AVX-512 kernels (F, BW, DQ, VL).
bool ck_has_avx512(void);
/// Whether this processor can run the AVX2 + FMA + F16C kernels.
bool ck_has_avx2(void);

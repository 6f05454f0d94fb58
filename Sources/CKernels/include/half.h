#pragma once
#include <stddef.h>
#include <stdint.h>

/// Widens `count` IEEE 754 binary16 values. Exact; signalling NaNs become quiet.
void ck_f16_to_f32(const uint16_t *source, float *target, size_t count);
/// Rounds `count` values to binary16, to nearest, ties to even; from 65520 up they become infinite.
void ck_f32_to_f16(const float *source, uint16_t *target, size_t count);
/// Widens `count` bfloat16 values (the upper half of a float32). Exact.
void ck_bf16_to_f32(const uint16_t *source, float *target, size_t count);

#pragma once
#include <stddef.h>
#include <stdint.h>

/// How many of `count` logits are above 0.
size_t ck_count_positive(const float *logits, size_t count);
/// mask[i] = logits[i] > 0.
void ck_positive_mask(const float *logits, uint8_t *mask, size_t count);
/// best[i] = the larger of logits[i] and best[i].
void ck_raise(const float *logits, float *best, size_t count);
/// Where logits[i] > best[i]: labels[i] = label and best[i] = logits[i]. `best` begins as zeros.
void ck_paint_label(const float *logits, float *best, uint16_t *labels, uint16_t label, size_t count);

#include "labels.h"

// Plain loops without branches: the compiler vectorises them for the baseline, and memory bounds
// them beyond that.

size_t ck_count_positive(const float *logits, size_t count) {
  size_t positive = 0;
  for (size_t i = 0; i < count; i++) positive += logits[i] > 0;
  return positive;
}

void ck_positive_mask(const float *logits, uint8_t *mask, size_t count) {
  for (size_t i = 0; i < count; i++) mask[i] = logits[i] > 0;
}

void ck_raise(const float *logits, float *best, size_t count) {
  for (size_t i = 0; i < count; i++) best[i] = logits[i] > best[i] ? logits[i] : best[i];
}

void ck_paint_label(const float *logits, float *best, uint16_t *labels, uint16_t label, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const int wins = logits[i] > best[i];
    labels[i] = wins ? label : labels[i];
    best[i] = wins ? logits[i] : best[i];
  }
}

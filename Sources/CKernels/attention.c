#include "attention.h"

#include "cpu.h"

#define CK_BODY "attention_variant.h"
#include "variants.h"

// The most rows a variant computes at a time: scratch is the same for all of them.
enum { mostRows = 14, scoreStride = 16 * CK_PANEL + 16 };

static size_t panels_across(size_t count) { return (count + CK_PANEL - 1) / CK_PANEL; }

size_t ck_packed_keys_count(size_t rows, size_t columns, size_t depth) {
  return rows * panels_across(columns) * CK_PANEL * depth;
}

size_t ck_packed_values_count(size_t rows, size_t columns, size_t depth) {
  return rows * panels_across(columns) * CK_PANEL * panels_across(depth) * CK_PANEL;
}

static const float *cell(const ck_grid *grid, size_t y, size_t x) {
  return y < grid->insideRows && x < grid->insideColumns
             ? grid->cells + y * grid->rowStride + x * grid->columnStride
             : grid->outside;
}

void ck_pack_keys(const ck_grid *keys, size_t rows, size_t columns, size_t depth, float *packed) {
  for (size_t y = 0; y < rows; y++)
    for (size_t x = 0; x < columns; x += CK_PANEL, packed += CK_PANEL * depth)
      for (size_t i = 0; i < CK_PANEL; i++) {
        const float *key = x + i < columns ? cell(keys, y, x + i) : NULL;
        for (size_t d = 0; d < depth; d++) packed[d * CK_PANEL + i] = key ? key[d] : 0;
      }
}

void ck_pack_values(
    const ck_grid *values, size_t rows, size_t columns, size_t depth, float *packed) {
  size_t across = panels_across(columns) * CK_PANEL;
  for (size_t y = 0; y < rows; y++)
    for (size_t x = 0; x < across; x++) {
      const float *value = x < columns ? cell(values, y, x) : NULL;
      for (size_t d = 0; d < panels_across(depth) * CK_PANEL; d++)
        packed[d / CK_PANEL * rows * across * CK_PANEL + (y * across + x) * CK_PANEL +
               d % CK_PANEL] = value && d < depth ? value[d] : 0;
    }
}

size_t ck_attention_scratch_count(size_t count, size_t depth) {
  size_t padded = count + mostRows;
  return mostRows * scoreStride + padded * (depth + panels_across(depth) * CK_PANEL + 2);
}

void ck_grid_attention(const ck_attention *a) { CK_DISPATCH(grid_attention, a); }

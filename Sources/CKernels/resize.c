#include "resize.h"

enum { fraction_bits = 32 - 8 - 2, block = 64 };

static inline uint8_t rounded(int32_t sum) {
  int32_t value = sum >> fraction_bits;
  return value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
}

void ck_resize_columns_u8(const uint8_t *source, size_t rows, size_t source_columns,
                          uint8_t *destination, size_t columns, size_t channels,
                          const int32_t *starts, const int32_t *counts, const int32_t *weights,
                          size_t taps) {
  for (size_t row = 0; row < rows; row++) {
    const uint8_t *line = source + row * source_columns * channels;
    uint8_t *out = destination + row * columns * channels;
    for (size_t column = 0; column < columns; column++) {
      const uint8_t *first = line + (size_t)starts[column] * channels;
      const int32_t *weight = weights + column * taps;
      for (size_t channel = 0; channel < channels; channel++) {
        int32_t sum = 1 << (fraction_bits - 1);
        for (int32_t tap = 0; tap < counts[column]; tap++)
          sum += first[(size_t)tap * channels + channel] * weight[tap];
        *out++ = rounded(sum);
      }
    }
  }
}

void ck_resize_rows_u8(const uint8_t *source, size_t row_bytes, uint8_t *destination, size_t rows,
                       const int32_t *starts, const int32_t *counts, const int32_t *weights,
                       size_t taps) {
  for (size_t row = 0; row < rows; row++) {
    const uint8_t *first = source + (size_t)starts[row] * row_bytes;
    const int32_t *weight = weights + row * taps;
    uint8_t *out = destination + row * row_bytes;
    for (size_t base = 0; base < row_bytes; base += block) {
      size_t width = row_bytes - base < block ? row_bytes - base : block;
      int32_t sums[block];
      for (size_t i = 0; i < width; i++) sums[i] = 1 << (fraction_bits - 1);
      for (int32_t tap = 0; tap < counts[row]; tap++) {
        const uint8_t *line = first + (size_t)tap * row_bytes + base;
        for (size_t i = 0; i < width; i++) sums[i] += line[i] * weight[tap];
      }
      for (size_t i = 0; i < width; i++) out[base + i] = rounded(sums[i]);
    }
  }
}

void ck_resize_columns_f64(const double *source, size_t rows, size_t source_columns,
                           double *destination, size_t columns, const int32_t *starts,
                           const int32_t *counts, const double *weights, size_t taps) {
  for (size_t row = 0; row < rows; row++) {
    const double *line = source + row * source_columns;
    double *out = destination + row * columns;
    for (size_t column = 0; column < columns; column++) {
      const double *first = line + starts[column], *weight = weights + column * taps;
      double sum = 0;
      for (int32_t tap = 0; tap < counts[column]; tap++) sum += first[tap] * weight[tap];
      out[column] = sum;
    }
  }
}

void ck_resize_line_f64(const double *source, size_t stride, size_t columns, double *destination,
                        int32_t start, int32_t count, const double *weights) {
  const double *first = source + (size_t)start * stride;
  for (size_t column = 0; column < columns; column++) destination[column] = 0;
  for (int32_t tap = 0; tap < count; tap++) {
    const double *line = first + (size_t)tap * stride;
    for (size_t column = 0; column < columns; column++)
      destination[column] += line[column] * weights[tap];
  }
}

static inline void weigh_line(const float *line, float *out, size_t columns, const int32_t *starts,
                              const float *weights, size_t taps) {
  for (size_t column = 0; column < columns; column++) {
    const float *values = line + starts[column], *weight = weights + column * taps;
    float sum = values[0] * weight[0];
    for (size_t tap = 1; tap < taps; tap++) sum += values[tap] * weight[tap];
    out[column] = sum;
  }
}

// Adds up the source rows of one output row, then weighs neighbours along it. The first half is
// vector work, the second as many loads as taps: neither gains from more than the baseline
// instructions, and so the result is the same on every processor.
void ck_resize_f32(const float *source, size_t source_columns, float *destination, size_t rows,
                   size_t columns, const int32_t *row_starts, const int32_t *row_counts,
                   const float *row_weights, size_t row_taps, const int32_t *column_starts,
                   const float *column_weights, size_t column_taps, float *line) {
  for (size_t row = 0; row < rows; row++) {
    const float *first = source + (size_t)row_starts[row] * source_columns;
    const float *weight = row_weights + row * row_taps;
    for (size_t i = 0; i < source_columns; i++) line[i] = first[i] * weight[0];
    for (int32_t tap = 1; tap < row_counts[row]; tap++) {
      const float *next = first + (size_t)tap * source_columns;
      for (size_t i = 0; i < source_columns; i++) line[i] += next[i] * weight[tap];
    }
    float *out = destination + row * columns;
    switch (column_taps) {
      case 2: weigh_line(line, out, columns, column_starts, column_weights, 2); break;
      case 3: weigh_line(line, out, columns, column_starts, column_weights, 3); break;
      default: weigh_line(line, out, columns, column_starts, column_weights, column_taps);
    }
  }
}

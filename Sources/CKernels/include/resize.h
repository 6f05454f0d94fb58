#pragma once
#include <stddef.h>
#include <stdint.h>

// Every pass weighs a run of neighbours: output i sums counts[i] inputs from starts[i] on, with
// weights[i * taps + 0 ...]. counts[i] <= taps.

/// Along the columns of interleaved 8-bit pixels, in Pillow's fixed point: 22 fractional bits,
/// rounded half up, clamped to 0...255.
void ck_resize_columns_u8(const uint8_t *source, size_t rows, size_t source_columns,
                          uint8_t *destination, size_t columns, size_t channels,
                          const int32_t *starts, const int32_t *counts, const int32_t *weights,
                          size_t taps);

/// Along the rows of 8-bit pixels, `row_bytes` a row, in the same fixed point.
void ck_resize_rows_u8(const uint8_t *source, size_t row_bytes, uint8_t *destination, size_t rows,
                       const int32_t *starts, const int32_t *counts, const int32_t *weights,
                       size_t taps);

/// Along the columns of `rows` lines of doubles.
void ck_resize_columns_f64(const double *source, size_t rows, size_t source_columns,
                           double *destination, size_t columns, const int32_t *starts,
                           const int32_t *counts, const double *weights, size_t taps);

/// One output line from the lines of doubles it weighs: `source` is `stride` doubles a line.
void ck_resize_line_f64(const double *source, size_t stride, size_t columns, double *destination,
                        int32_t start, int32_t count, const double *weights);

/// Both directions of a float map, an output row at a time. Every output column weighs all of
/// `column_taps`: unused ones have weight 0, and `line` is scratch for one source row with
/// `column_taps` zeros behind it.
void ck_resize_f32(const float *source, size_t source_columns, float *destination, size_t rows,
                   size_t columns, const int32_t *row_starts, const int32_t *row_counts,
                   const float *row_weights, size_t row_taps, const int32_t *column_starts,
                   const float *column_weights, size_t column_taps, float *line);

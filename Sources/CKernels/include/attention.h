#pragma once
#include <stddef.h>

// Attention over a grid of keys with decomposed relative positions (MViTv2, SAM's image encoder):
// score(q, (y, x)) = scale q.k + rowBias(q, y) + columnBias(q, x).

/// The width of a panel: rows of keys are padded to a multiple of this many.
#define CK_PANEL 16

/// Floats that `ck_pack_keys` writes for a grid of `rows` by `columns` keys of `depth` floats.
size_t ck_packed_keys_count(size_t rows, size_t columns, size_t depth);

/// Floats that `ck_pack_values` writes for a grid of `rows` by `columns` values of `depth` floats.
size_t ck_packed_values_count(size_t rows, size_t columns, size_t depth);

/// A grid of vectors: that of cell (y, x) starts at `cells + y * rowStride + x * columnStride` where
/// y < insideRows and x < insideColumns, and is `outside` elsewhere (SAM pads windows with zeros
/// after the norm, so that a padded token's key is the projection's bias).
typedef struct {
  const float *cells;
  size_t rowStride, columnStride;
  size_t insideRows, insideColumns;
  const float *outside;
} ck_grid;

/// Lays keys out in panels of 16 along a grid row, depth by depth; padding columns are zero.
void ck_pack_keys(const ck_grid *keys, size_t rows, size_t columns, size_t depth, float *packed);

/// Lays values out in panels of 16 along the depth, key by key; padding is zero.
void ck_pack_values(
    const ck_grid *values, size_t rows, size_t columns, size_t depth, float *packed);

/// One head's attention for a run of queries.
typedef struct {
  /// The grid of keys, and the length of a query, key or value.
  size_t rows, columns, depth;
  /// From `ck_pack_keys` and `ck_pack_values`.
  const float *keys, *values;
  /// Query i starts at `queries + i * depth`. It stands in the grid at row
  /// (first + i) / queryColumns and column (first + i) % queryColumns.
  const float *queries;
  size_t count, first, queryColumns;
  float scale;
  /// The output of the query at (y, x) starts at `output + y * outputRowStride + x * outputStride`.
  float *output;
  size_t outputRowStride, outputStride;
  /// The bias of query i at (qy, qx) for key (y, x) is `rowBias[i * biasStride + rows - 1 - qy + y]
  /// + columnBias[i * biasStride + columns - 1 - qx + x]`, already times log2(e): rows of a product
  /// with the table of relative positions, distances falling. Up to 15 floats beyond the last are
  /// read and ignored.
  const float *rowBias, *columnBias;
  size_t biasStride;
  /// `ck_attention_scratch_count` floats, aligned to 64 bytes.
  float *scratch;
} ck_attention;

/// Floats of scratch that `ck_grid_attention` needs for `count` queries of `depth` floats.
size_t ck_attention_scratch_count(size_t count, size_t depth);

/// output = softmax(scores) values for each query. Scores exist for a block of keys at a time; the
/// softmax is carried from block to block by its running maximum and sum (Milakov and Gimelshein,
/// "Online normalizer calculation for softmax", 2018).
void ck_grid_attention(const ck_attention *a);

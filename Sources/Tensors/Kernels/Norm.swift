internal import CKernels

extension Kernels {
  /// Normalises each row over the last axis: torch.nn.LayerNorm.
  ///
  /// - x: `(..., C)`; gain and bias: `(C)`. Returns x's shape.
  public static func layerNorm(
    _ x: Tensor, gain: Tensor, bias: Tensor, epsilon: Float, team: ThreadTeam
  ) -> Tensor {
    let columns = gain.count
    precondition(x.shape.last == columns && bias.count == columns, "layerNorm: last axis is C")
    let rows = x.count / columns
    let height = rowsPerTile(columns: columns)
    return Tensor(uninitialized: x.shape) { y in
      withPointers(x, gain, bias) { x, gain, bias in
        team.forEach(tiles(rows, by: height)) { index in
          let rows = tile(index, of: rows, by: height)
          let offset = rows.lowerBound * columns
          ck_layer_norm(
            x + offset, columns, y.baseAddress! + offset, columns, rows.count, columns, gain, bias,
            epsilon)
        }
      }
    }
  }

  /// Normalises each position over the channels: segment_anything.modeling.common.LayerNorm2d.
  ///
  /// - x: `(C, H, W)` or `(C, N)`; gain and bias: `(C)`. Returns x's shape.
  public static func layerNorm2d(
    _ x: Tensor, gain: Tensor, bias: Tensor, epsilon: Float, team: ThreadTeam
  ) -> Tensor {
    let channels = gain.count
    precondition(x.shape.first == channels && bias.count == channels, "layerNorm2d: x is (C, ...)")
    let positions = x.count / channels
    let width = 64
    return Tensor(uninitialized: x.shape) { y in
      withPointers(x, gain, bias) { x, gain, bias in
        team.forEach(tiles(positions, by: width)) { index in
          let columns = tile(index, of: positions, by: width)
          ck_layer_norm_channels(
            x + columns.lowerBound, y.baseAddress! + columns.lowerBound, positions, channels,
            columns.count, gain, bias, epsilon)
        }
      }
    }
  }
}

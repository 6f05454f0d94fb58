internal import CKernels

extension Kernels {
  /// A map as tokens: its positions as rows, its channels as columns.
  ///
  /// - x: `(C, h, w)`; bias: `(C)`, added to every position.
  /// - Returns `(h * w, C)`.
  public static func channelsLast(_ x: Tensor, adding bias: Tensor?, team: ThreadTeam) -> Tensor {
    let channels = x.shape[0]
    let positions = x.count / max(channels, 1)
    precondition(bias.map { $0.count == channels } ?? true, "channelsLast: one bias each channel")
    let width = 256
    return Tensor(uninitialized: [positions, channels]) { y in
      withPointers(x, bias ?? x) { x, added in
        team.forEach(tiles(positions, by: width)) { index in
          let columns = tile(index, of: positions, by: width)
          ck_channels_last(
            x + columns.lowerBound, positions, channels, columns.count,
            bias == nil ? nil : added, y.baseAddress! + columns.lowerBound * channels)
        }
      }
    }
  }
}

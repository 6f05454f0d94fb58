extension Kernels {
  /// Cuts an image into square patches and projects each to a token, adding its position:
  /// SAM's `patch_embed` and `pos_embed`.
  ///
  /// - image: `(C, H, W)`, H and W multiples of `patchSize`.
  /// - projection: from `(width, C, patchSize, patchSize)`.
  /// - position and tokens: `(H / patchSize * W / patchSize, width)`.
  public static func embedPatches(
    _ image: Tensor, patchSize: Int, projection: PackedLinear, position: Tensor,
    into tokens: inout Tensor, team: ThreadTeam
  ) {
    let width = projection.weight.outFeatures
    let inner = projection.weight.inFeatures
    let unfolding = Unfolding(
      input: image.shape, kernel: [patchSize, patchSize], stride: patchSize, padding: 0)
    let count = unfolding.positions
    precondition(
      unfolding.rows == inner && position.count == count * width && tokens.count == count * width,
      "embedPatches: image \(image.shape), position \(position.shape), tokens \(tokens.shape)")
    tokens.withUnsafeMutableBufferPointer { tokens in
      withPointers(image, position) { image, position in
        forEachTokenTile(count, team: team) { range in
          withScratch(range.count * inner) { patches in
            unfolding.gatherPatches(image, positions: range, into: patches)
            let start = range.lowerBound * width
            projection.weight.multiply(
              patches, stride: inner, rows: range.count, bias: projection.bias,
              then: .add(position + start, stride: width), into: tokens.baseAddress! + start,
              stride: width)
          }
        }
      }
    }
  }
}

extension Unfolding {
  /// Writes one row for each position of an unpadded input: its patch, `(C, height, width)`.
  func gatherPatches(
    _ x: UnsafePointer<Float>, positions range: Range<Int>,
    into target: UnsafeMutablePointer<Float>
  ) {
    var target = target
    for position in range {
      let corner = position / outWidth * stride * width + position % outWidth * stride
      for channel in 0..<channels {
        for line in 0..<kernelHeight {
          target.update(
            from: x + (channel * height + line) * width + corner, count: kernelWidth)
          target += kernelWidth
        }
      }
    }
  }
}

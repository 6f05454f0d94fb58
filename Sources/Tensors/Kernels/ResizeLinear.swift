internal import CKernels

/// Bilinear interpolation of float maps as `torch.nn.functional.interpolate(mode: "bilinear",
/// align_corners: False)` does it, without antialiasing.
///
/// A resize, a crop and a second resize can be joined into one, which weighs at most four source
/// samples each way and makes no intermediate map. Cost: about two operations per source column
/// and four per output column, for each output row.
public struct BilinearResize: Sendable {
  public let sourceSize: ImageSize
  public let size: ImageSize
  private let rows: ResizeTaps
  private let columns: ResizeTaps
  private let rowWeights: [Float]
  private let columnWeights: [Float]

  /// From maps of `sourceSize` to maps of `size`, both at least one pixel each way.
  public init(from sourceSize: ImageSize, to size: ImageSize) {
    self.init(
      rows: ResizeTaps(linearFrom: sourceSize.height, to: size.height),
      columns: ResizeTaps(linearFrom: sourceSize.width, to: size.width))
  }

  /// From maps of `sourceSize` to `middle`, of which the top left `crop` is kept, to `size`.
  public init(
    from sourceSize: ImageSize, through middle: ImageSize, croppedTo crop: ImageSize,
    to size: ImageSize
  ) {
    precondition(crop.height <= middle.height && crop.width <= middle.width, "a crop is smaller")
    self.init(
      rows: ResizeTaps(linearFrom: sourceSize.height, to: middle.height).prefix(crop.height)
        .followed(by: ResizeTaps(linearFrom: crop.height, to: size.height)),
      columns: ResizeTaps(linearFrom: sourceSize.width, to: middle.width).prefix(crop.width)
        .followed(by: ResizeTaps(linearFrom: crop.width, to: size.width)))
  }

  private init(rows: ResizeTaps, columns: ResizeTaps) {
    self.sourceSize = ImageSize(height: rows.sourceCount, width: columns.sourceCount)
    self.size = ImageSize(height: rows.count, width: columns.count)
    self.rows = rows
    self.columns = columns
    self.rowWeights = rows.weights.map { Float($0) }
    self.columnWeights = columns.weights.map { Float($0) }
  }

  /// Resizes `maps`, `(C, h, w)` with `h × w` the source size, to `(C, H, W)`, one map a thread.
  public func callAsFunction(_ maps: Tensor, team: ThreadTeam) -> Tensor {
    precondition(
      maps.rank == 3 && maps.shape[1] == sourceSize.height && maps.shape[2] == sourceSize.width,
      "maps are (C, h, w) of the source size")
    return Tensor(uninitialized: [maps.shape[0], size.height, size.width]) { destination in
      maps.withUnsafeBufferPointer { source in
        let sourceArea = sourceSize.height * sourceSize.width
        let area = size.height * size.width
        team.forEach(maps.shape[0]) { map in
          resize(
            source.baseAddress! + map * sourceArea, into: destination.baseAddress! + map * area)
        }
      }
    }
  }

  /// Resizes one map: reads `h * w` floats and writes `H * W`.
  public func resize(
    _ source: UnsafePointer<Float>, into destination: UnsafeMutablePointer<Float>
  ) {
    let line = sourceSize.width
    withUnsafeTemporaryAllocation(of: Float.self, capacity: line + columns.width) { scratch in
      scratch.initialize(repeating: 0)
      ck_resize_f32(
        source, line, destination, size.height, size.width,
        rows.starts, rows.counts, rowWeights, rows.width,
        columns.starts, columnWeights, columns.width, scratch.baseAddress)
    }
  }
}

extension ResizeTaps {
  /// Two neighbours by distance; positions in float32, as torch computes them.
  fileprivate init(linearFrom sourceCount: Int, to count: Int) {
    precondition(sourceCount > 0 && count > 0, "both lines have samples")
    let scale = Float(sourceCount) / Float(count)
    let runs = (0..<count).map { index -> (start: Int, weights: [Double]) in
      let position = max(scale * (Float(index) + 0.5) - 0.5, 0)
      let start = min(Int(position), sourceCount - 1)
      let fraction = min(position - Float(start), 1)
      return start + 1 < sourceCount
        ? (start, [Double(1 - fraction), Double(fraction)]) : (start, [1])
    }
    self.init(sourceCount: sourceCount, runs: runs)
  }
}

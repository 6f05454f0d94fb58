extension Plane where Pixel == Float {
  /// Resamples HU linearly in the plane, with antialiasing along an axis that gets coarser.
  ///
  /// - Parameters:
  ///   - rows: how the rows (axis 1) are resampled; its source count must be `self.rows`.
  ///   - columns: likewise for columns.
  /// - Returns: `(rows.targetCount, columns.targetCount)` HU. A NaN reaches the pixels whose
  ///   filter covers it.
  ///
  /// Throws `PictureError.resampling` if a grid is not one of this plane.
  public func resampled(rows: ResamplingGrid, columns: ResamplingGrid) throws -> Plane<Float> {
    try checkGrids(rows, columns)
    let horizontal = columns.isIdentity ? self : resampledColumns(ResamplingWeights(columns))
    return rows.isIdentity ? horizontal : horizontal.resampledRows(ResamplingWeights(rows))
  }

  private func resampledColumns(_ axis: ResamplingWeights) -> Plane<Float> {
    var result = Plane<Float>(rows: rows, columns: axis.starts.count, repeating: 0)
    pixels.withUnsafeBufferPointer { source in
      result.pixels.withUnsafeMutableBufferPointer { target in
        for row in 0..<rows {
          for column in 0..<axis.starts.count {
            let start = row * columns + axis.starts[column]
            let offset = axis.offsets[column]
            var sum: Float = 0
            for tap in offset..<axis.offsets[column + 1] {
              sum += axis.weights[tap] * source[start + tap - offset]
            }
            target[row * axis.starts.count + column] = sum
          }
        }
      }
    }
    return result
  }

  private func resampledRows(_ axis: ResamplingWeights) -> Plane<Float> {
    var result = Plane<Float>(rows: axis.starts.count, columns: columns, repeating: 0)
    pixels.withUnsafeBufferPointer { source in
      result.pixels.withUnsafeMutableBufferPointer { target in
        for row in 0..<axis.starts.count {
          let offset = axis.offsets[row]
          for tap in offset..<axis.offsets[row + 1] {
            let weight = axis.weights[tap]
            let start = (axis.starts[row] + tap - offset) * columns
            for column in 0..<columns {
              target[row * columns + column] += weight * source[start + column]
            }
          }
        }
      }
    }
    return result
  }

  /// The slice between `self` and `next` at `weight` (0 is `self`, 1 is `next`), pixel by pixel:
  /// through-plane interpolation with the weights of `ResamplingGrid.linearTaps`.
  ///
  /// Throws `PictureError.resampling` if the two have different sizes.
  public func blended(with next: Plane<Float>, weight: Float) throws -> Plane<Float> {
    guard rows == next.rows, columns == next.columns else {
      throw PictureError.resampling(
        "slices of \(rows) × \(columns) and \(next.rows) × \(next.columns) pixels cannot be "
          + "interpolated")
    }
    guard weight > 0 else { return self }
    var result = self
    for index in result.pixels.indices {
      result.pixels[index] = pixels[index] * (1 - weight) + next.pixels[index] * weight
    }
    return result
  }
}

extension Plane {
  /// Resamples labels (or anything that must not be mixed) by taking the nearest pixel.
  ///
  /// With `rows.inverse` and `columns.inverse` labels made on the target grid go back to the
  /// source's. Throws `PictureError.resampling` if a grid is not one of this plane.
  public func resampledNearest(
    rows: ResamplingGrid, columns: ResamplingGrid
  ) throws -> Plane<Pixel> {
    try checkGrids(rows, columns)
    let sources = (0..<columns.targetCount).map(columns.nearestSource(toTarget:))
    var result: [Pixel] = []
    result.reserveCapacity(rows.targetCount * columns.targetCount)
    for row in 0..<rows.targetCount {
      let start = rows.nearestSource(toTarget: row) * self.columns
      for source in sources { result.append(pixels[start + source]) }
    }
    return Plane(rows: rows.targetCount, columns: columns.targetCount, pixels: result)
  }

  fileprivate func checkGrids(_ rows: ResamplingGrid, _ columns: ResamplingGrid) throws {
    guard rows.sourceCount == self.rows, columns.sourceCount == self.columns else {
      throw PictureError.resampling(
        "a grid for \(rows.sourceCount) × \(columns.sourceCount) pixels was given a slice of "
          + "\(self.rows) × \(self.columns)")
    }
  }
}

extension PlaneWarp {
  /// A picture `(H, W)` warped, interpolated linearly between the four pixels around.
  public func callAsFunction(linear picture: [Float]) -> [Float] {
    precondition(picture.count == height * width, "one pixel each")
    if picture.isEmpty { return [] }
    return [Float](unsafeUninitializedCapacity: picture.count) { result, count in
      picture.withUnsafeBufferPointer { picture in
        forEachRow { index, rows, columns in
          sampleLinearly(
            picture.baseAddress!, rows, columns, result.baseAddress! + index * width)
        }
      }
      count = picture.count
    }
  }

  /// Labels, or other bytes that have nothing between them, `(H, W)` warped: each is one of the source,
  /// that of the nearest pixel, or `outside`.
  public func callAsFunction(nearest bytes: [UInt8], outside: UInt8) -> [UInt8] {
    precondition(bytes.count == height * width, "one pixel each")
    if bytes.isEmpty { return [] }
    return [UInt8](unsafeUninitializedCapacity: bytes.count) { result, count in
      bytes.withUnsafeBufferPointer { bytes in
        forEachRow { index, rows, columns in
          let line = index * width
          for i in 0..<width {
            let (row, column) = (floor(rows[i] + 0.5), floor(columns[i] + 0.5))
            let isInside = row >= 0 && row < height && column >= 0 && column < width
            result[line + i] = isInside ? bytes[row * width + column] : outside
          }
        }
      }
      count = bytes.count
    }
  }

  private func sampleLinearly(
    _ picture: UnsafePointer<Float>, _ rows: UnsafePointer<Float>,
    _ columns: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    let (lastRow, lastColumn) = (height - 1, width - 1)
    for i in 0..<width {
      let (top, left) = (floor(rows[i]), floor(columns[i]))
      let down = rows[i] - Float(Int32(truncatingIfNeeded: top))
      let right = columns[i] - Float(Int32(truncatingIfNeeded: left))
      var (a, b, c, d): (Float, Float, Float, Float) = (0, 0, 0, 0)
      if top >= 0, left >= 0, top < lastRow, left < lastColumn {
        let corner = picture + (top * width + left)
        (a, b, c, d) = (corner[0], corner[1], corner[width], corner[width + 1])
      } else {
        a = pixel(picture, top, left)
        b = pixel(picture, top, left + 1)
        c = pixel(picture, top + 1, left)
        d = pixel(picture, top + 1, left + 1)
      }
      let upper = a + right * (b - a)
      let lower = c + right * (d - c)
      result[i] = upper + down * (lower - upper)
    }
  }

  @inline(__always)
  private func pixel(_ picture: UnsafePointer<Float>, _ row: Int, _ column: Int) -> Float {
    row >= 0 && row < height && column >= 0 && column < width ? picture[row * width + column] : 0
  }

  /// The next integer below a coordinate, which has been clamped: processors without an instruction for
  /// it would call a function for each pixel.
  @inline(__always)
  private func floor(_ value: Float) -> Int {
    let truncated = Int32(value)
    return Int(value < Float(truncated) ? truncated &- 1 : truncated)
  }
}

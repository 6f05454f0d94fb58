extension Plane where Pixel: BinaryInteger {
  /// 1 where the pixel has this value, 0 elsewhere.
  @inlinable
  public func mask(of value: Pixel) -> Plane<UInt8> {
    Plane<UInt8>(rows: rows, columns: columns, pixels: pixels.map { $0 == value ? 1 : 0 })
  }

  /// 1 where the pixel is not zero, 0 elsewhere: all labels merged to one foreground.
  @inlinable
  public var foregroundMask: Plane<UInt8> {
    Plane<UInt8>(rows: rows, columns: columns, pixels: pixels.map { $0 != 0 ? 1 : 0 })
  }
}

/// A number as a NIfTI file stores it.
protocol StoredVoxel: BitwiseCopyable {
  var asFloat: Float { get }
  var asDouble: Double { get }
  /// The value as a label; false if it is no whole number from 0 to 65535.
  var asLabel: (UInt16, isLabel: Bool) { get }
}

extension StoredVoxel where Self: FixedWidthInteger {
  @inline(__always) var asFloat: Float { Float(self) }
  @inline(__always) var asDouble: Double { Double(self) }
  @inline(__always) var asLabel: (UInt16, isLabel: Bool) {
    let label = UInt16(truncatingIfNeeded: self)
    return (label, Self(truncatingIfNeeded: label) == self && self >= 0)
  }
}

extension StoredVoxel where Self: BinaryFloatingPoint {
  @inline(__always) var asFloat: Float { Float(self) }
  @inline(__always) var asDouble: Double { Double(self) }
  @inline(__always) var asLabel: (UInt16, isLabel: Bool) { asDouble.roundedToLabel }
}

extension Double {
  /// Scaled labels come back with rounding errors of this order and no more.
  private static var labelTolerance: Double { 1e-3 }

  /// The nearest label; false if there is none within rounding errors.
  @inline(__always) var roundedToLabel: (UInt16, isLabel: Bool) {
    let nearest = rounded()
    // Written so that NaN fails.
    guard abs(self - nearest) <= Self.labelTolerance, nearest >= 0, nearest <= 65535 else {
      return (0, false)
    }
    return (UInt16(nearest), true)
  }
}

extension UInt8: StoredVoxel {}
extension Int8: StoredVoxel {}
extension UInt16: StoredVoxel {}
extension Int16: StoredVoxel {}
extension UInt32: StoredVoxel {}
extension Int32: StoredVoxel {}
extension UInt64: StoredVoxel {}
extension Int64: StoredVoxel {}
extension Float: StoredVoxel {}
extension Double: StoredVoxel {}

extension NIfTIDataType {
  /// Calls `body` with the Swift type of the voxels.
  @inline(__always)
  func withVoxelType<R>(_ body: (any StoredVoxel.Type) throws -> R) rethrows -> R {
    switch self {
    case .uint8: try body(UInt8.self)
    case .int8: try body(Int8.self)
    case .uint16: try body(UInt16.self)
    case .int16: try body(Int16.self)
    case .uint32: try body(UInt32.self)
    case .int32: try body(Int32.self)
    case .uint64: try body(UInt64.self)
    case .int64: try body(Int64.self)
    case .float32: try body(Float.self)
    case .float64: try body(Double.self)
    }
  }
}

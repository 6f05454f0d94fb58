/// The element types of Zarr v3 that this store holds; raw values are the format's names.
///
/// All are stored little endian. `bool` is one byte, 0 or 1.
public enum DataType: String, Sendable, Hashable, CaseIterable {
  case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, float32, float64

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }
}

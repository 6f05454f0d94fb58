import CNIfTI

/// The voxel types that Sluice reads; the raw value is the header's `datatype`.
public enum NIfTIDataType: Int, Sendable, Hashable, CaseIterable {
  case uint8 = 2
  case int16 = 4
  case int32 = 8
  case float32 = 16
  case float64 = 64
  case int8 = 256
  case uint16 = 512
  case uint32 = 768
  case int64 = 1024
  case uint64 = 1280

  /// Bytes of one voxel.
  public var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// Whether voxels can be NaN, infinite or fractions.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

  /// libnifti's name of any `datatype`, among them those that aren't read: "RGB24", "COMPLEX64".
  static func name(ofCode code: Int) -> String {
    guard let name = nifti_datatype_to_string(Int32(code)) else { return "of an unknown type" }
    return String(cString: name).replacing("NIFTI_TYPE_", with: "").replacing("DT_", with: "")
  }
}

/// The type of a tensor's elements as a file stores them. The raw value is torch's name for it.
public enum StoredDType: String, Sendable, CaseIterable {
  case bool
  case uint8
  case int8
  case uint16
  case int16
  case uint32
  case int32
  case uint64
  case int64
  case float4 = "float4_e2m1fn"
  case float6E2M3 = "float6_e2m3fn"
  case float6E3M2 = "float6_e3m2fn"
  case float8E4M3 = "float8_e4m3fn"
  case float8E5M2 = "float8_e5m2"
  case float8E8M0 = "float8_e8m0fnu"
  case float16
  case bfloat16
  case float32
  case float64
  case complex64
  case complex128

  /// Bits per element. Only the 4- and 6-bit floats do not fill whole bytes.
  public var bitCount: Int {
    switch self {
    case .float4: 4
    case .float6E2M3, .float6E3M2: 6
    case .bool, .uint8, .int8, .float8E4M3, .float8E5M2, .float8E8M0: 8
    case .uint16, .int16, .float16, .bfloat16: 16
    case .uint32, .int32, .float32: 32
    case .uint64, .int64, .float64, .complex64: 64
    case .complex128: 128
    }
  }

  /// Whether elements can be turned into float32.
  public var isConvertible: Bool {
    switch self {
    case .bool, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64,
      .float16, .bfloat16, .float32, .float64:
      true
    case .float4, .float6E2M3, .float6E3M2, .float8E4M3, .float8E5M2, .float8E8M0,
      .complex64, .complex128:
      false
    }
  }

  /// The bytes that a dense tensor of `shape` takes, or nil where that is no whole number of
  /// bytes or no number that an `Int` holds.
  func byteCount(of shape: [Int]) -> Int? {
    guard let count = elementCount(of: shape) else { return nil }
    let (bits, overflow) = count.multipliedReportingOverflow(by: bitCount)
    return overflow || bits % 8 != 0 ? nil : bits / 8
  }
}

/// The product of `shape`, or nil where an extent is negative or the product overflows.
func elementCount(of shape: [Int]) -> Int? {
  var count = 1
  for extent in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    guard extent >= 0, !overflow else { return nil }
    count = product
  }
  return count
}

extension StoredDType {
  /// The type under its name in a safetensors header, or nil for a name the format lacks.
  init?(safetensorsName name: String) {
    guard let match = Self.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
    self = match
  }

  /// The name in a safetensors header; nil for complex128, which the format lacks.
  var safetensorsName: String? {
    switch self {
    case .bool: "BOOL"
    case .uint8: "U8"
    case .int8: "I8"
    case .uint16: "U16"
    case .int16: "I16"
    case .uint32: "U32"
    case .int32: "I32"
    case .uint64: "U64"
    case .int64: "I64"
    case .float4: "F4"
    case .float6E2M3: "F6_E2M3"
    case .float6E3M2: "F6_E3M2"
    case .float8E4M3: "F8_E4M3"
    case .float8E5M2: "F8_E5M2"
    case .float8E8M0: "F8_E8M0"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .float32: "F32"
    case .float64: "F64"
    case .complex64: "C64"
    case .complex128: nil
    }
  }
}

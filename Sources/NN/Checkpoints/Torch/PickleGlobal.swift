/// The few Python names that a checkpoint may refer to. None is ever imported: each stands for
/// something that this reader does itself.
enum PickleGlobal: Equatable {
  case orderedDict
  case rebuildTensor
  case rebuildParameter
  case storage(StoredDType)

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDict
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", _):
      guard let dtype = Self.storages[name] else { return nil }
      self = .storage(dtype)
    default: return nil
    }
  }

  var qualifiedName: String {
    switch self {
    case .orderedDict: "collections.OrderedDict"
    case .rebuildTensor: "torch._utils._rebuild_tensor_v2"
    case .rebuildParameter: "torch._utils._rebuild_parameter"
    case .storage(let dtype): "torch.\(Self.storages.first { $0.value == dtype }!.key)"
    }
  }

  private static let storages: [String: StoredDType] = [
    "BoolStorage": .bool, "ByteStorage": .uint8, "CharStorage": .int8, "ShortStorage": .int16,
    "IntStorage": .int32, "LongStorage": .int64, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "FloatStorage": .float32, "DoubleStorage": .float64,
    "ComplexFloatStorage": .complex64, "ComplexDoubleStorage": .complex128,
  ]
}

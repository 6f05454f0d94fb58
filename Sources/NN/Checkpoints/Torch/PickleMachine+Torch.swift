/// A run of elements in an entry of the archive, which tensors are views of.
struct TorchStorage {
  let dtype: StoredDType
  /// The name of its entry below `data/`.
  let key: String
  /// In elements.
  let count: Int
}

/// A view of a storage, all of whose elements lie inside it.
struct TorchTensor {
  let storage: TorchStorage
  /// The first element's position in the storage.
  let offset: Int
  let shape: [Int]
  /// In elements; nil where the view is packed and row-major.
  let strides: [Int]?
}

extension PickleMachine {
  /// Views with more elements than their storage (made by `expand`) may have this many at most, so
  /// that a small file can't ask for all memory.
  private static let expandedLimit = 1 << 24
  /// What numpy and torch can iterate over.
  private static let rankLimit = 64

  /// What a persistent ID stands for: `("storage", torch.FloatStorage, key, location, count)`.
  mutating func storage(identifiedBy id: PickleValue) throws -> PickleValue {
    guard case .tuple(let cell) = id, heap[cell].count == 5,
      case .text("storage") = heap[cell][0], case .global(.storage(let dtype)) = heap[cell][1],
      case .text(let key) = heap[cell][2], case .text = heap[cell][3],
      case .int(let count) = heap[cell][4], count >= 0
    else {
      throw refused("a persistent ID that is not a storage of torch's")
    }
    storages.append(TorchStorage(dtype: dtype, key: key, count: count))
    return .storage(storages.count - 1)
  }

  /// Does what calling `function` would do in Python, for the few functions there are.
  mutating func reduce(_ function: PickleValue, arguments: PickleValue) throws -> PickleValue {
    guard case .global(let global) = function, case .tuple(let cell) = arguments else {
      throw malformed("a call of \(function.kind) with \(arguments.kind)", "a function and a tuple")
    }
    let arguments = heap[cell]
    switch global {
    case .orderedDict:
      guard arguments.isEmpty else {
        throw refused("collections.OrderedDict with arguments")
      }
      return makeDictionary()
    case .rebuildTensor:
      tensors.append(try tensor(arguments))
      return .tensor(tensors.count - 1)
    case .rebuildParameter:
      guard arguments.count == 3, case .tensor = arguments[0] else {
        throw malformed("torch._utils._rebuild_parameter without a tensor", "one, and two flags")
      }
      return arguments[0]
    case .storage:
      throw refused("a call of \(global.qualifiedName)")
    }
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks[, metadata])`
  private func tensor(_ arguments: [PickleValue]) throws -> TorchTensor {
    guard (6...7).contains(arguments.count), case .storage(let index) = arguments[0],
      case .int(let offset) = arguments[1], let shape = integers(arguments[2]),
      let strides = integers(arguments[3]), strides.count == shape.count,
      shape.count <= Self.rankLimit, offset >= 0
    else {
      throw malformed(
        "odd arguments of torch._utils._rebuild_tensor_v2",
        "a storage, an offset, a shape and strides")
    }
    if arguments.count == 7 {
      // Set for lazily conjugated or negated views, whose elements mean something else.
      guard case .dictionary(let cell) = arguments[6], heap[cell].isEmpty else {
        throw refused("a tensor with metadata, such as a conjugated view")
      }
    }
    let storage = storages[index]
    guard let count = elementCount(of: shape),
      let end = Self.end(of: shape, strides, from: offset), end <= storage.count
    else {
      throw malformed(
        "a tensor of shape \(shape), strides \(strides), offset \(offset)",
        "one inside its storage of \(storage.count) elements")
    }
    guard count <= max(storage.count, Self.expandedLimit) else {
      throw refused("\(count) elements expanded from a storage of \(storage.count)")
    }
    return TorchTensor(
      storage: storage, offset: offset, shape: shape,
      strides: Self.isPacked(shape, strides) ? nil : strides)
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard case .tuple(let cell) = value else { return nil }
    var numbers: [Int] = []
    for value in heap[cell] {
      guard case .int(let number) = value, number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// One past the last element that a view reaches, or nil on overflow.
  private static func end(of shape: [Int], _ strides: [Int], from offset: Int) -> Int? {
    guard !shape.contains(0) else { return offset }
    var last = offset
    for (extent, stride) in zip(shape, strides) {
      let (reach, tooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflow) = last.addingReportingOverflow(reach)
      guard !tooFar, !overflow else { return nil }
      last = sum
    }
    return last == .max ? nil : last + 1
  }

  /// Whether elements follow each other in row-major order. Axes of extent 1 may have any stride.
  private static func isPacked(_ shape: [Int], _ strides: [Int]) -> Bool {
    guard !shape.contains(0) else { return true }
    var expected = 1
    for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
      guard stride == expected else { return false }
      expected *= extent
    }
    return true
  }
}

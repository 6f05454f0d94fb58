import Tensors

/// Reads the elements of one tensor from a file.
struct StoredTensorReader {
  let file: InputFile
  let stored: StoredTensor

  /// Bytes converted at a time: small enough to stay in the second-level cache.
  private static let chunk = 1 << 18

  /// The elements as float32.
  func tensor() throws -> Tensor {
    let entry = stored.entry
    guard entry.dtype.isConvertible else {
      throw CheckpointError.refused(
        file: file.path, part: "tensor “\(entry.name)”",
        found: "\(entry.dtype.rawValue) elements, which float32 cannot stand for",
        advice: "Convert it to float32 or float16 before saving.")
    }
    return try Tensor(uninitialized: entry.shape) { target in
      if stored.strides != nil {
        try bytes().withUnsafeBytes { entry.dtype.convert($0, into: target) }
      } else if entry.dtype == .float32 {
        try file.read(at: stored.offset, into: UnsafeMutableRawBufferPointer(target))
      } else {
        try readConverting(into: target)
      }
    }
  }

  private func readConverting(into target: UnsafeMutableBufferPointer<Float>) throws {
    let elementBytes = stored.entry.dtype.bitCount / 8
    let step = Self.chunk / elementBytes
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 64)
    defer { scratch.deallocate() }
    for start in stride(from: 0, to: target.count, by: step) {
      let count = min(step, target.count - start)
      let piece = UnsafeMutableRawBufferPointer(rebasing: scratch[..<(count * elementBytes)])
      try file.read(at: stored.offset + start * elementBytes, into: piece)
      stored.entry.dtype.convert(
        UnsafeRawBufferPointer(piece),
        into: UnsafeMutableBufferPointer(rebasing: target[start..<(start + count)]))
    }
  }

  /// The elements as stored, packed in row-major order.
  func bytes() throws -> [UInt8] {
    guard let strides = stored.strides else {
      return try file.bytes(at: stored.offset, count: stored.entry.byteCount)
    }
    let (shape, elementBytes) = (stored.entry.shape, stored.entry.dtype.bitCount / 8)
    guard !shape.contains(0) else { return [] }
    let reach = zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
    let span = try file.bytes(at: stored.offset, count: (reach + 1) * elementBytes)
    return StridedCopy(shape: shape, strides: strides, elementBytes: elementBytes).packed(span)
  }
}

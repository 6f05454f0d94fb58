/// Brings elements that lie at regular distances into packed row-major order.
struct StridedCopy {
  /// Extents, outermost first; none may be 0.
  let shape: [Int]
  /// Distances between neighbours along each axis, in elements.
  let strides: [Int]
  let elementBytes: Int

  /// The elements, starting from the first one in `source`.
  func packed(_ source: [UInt8]) -> [UInt8] {
    let count = shape.reduce(1, *)
    return [UInt8](unsafeUninitializedCapacity: count * elementBytes) { target, initialised in
      source.withUnsafeBytes { source in
        copy(count, from: source, to: UnsafeMutableRawBufferPointer(target))
      }
      initialised = count * elementBytes
    }
  }

  private func copy(
    _ count: Int, from source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer
  ) {
    var index = [Int](repeating: 0, count: shape.count)
    var element = 0
    for position in 0..<count {
      let bytes = source[(element * elementBytes)..<((element + 1) * elementBytes)]
      UnsafeMutableRawBufferPointer(
        rebasing: target[(position * elementBytes)..<((position + 1) * elementBytes)]
      ).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
      for axis in shape.indices.reversed() {
        index[axis] += 1
        element += strides[axis]
        if index[axis] < shape[axis] { break }
        element -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
  }
}

/// Copies a box of elements between two dense row-major arrays of the same rank.
struct BlockCopy {
  let elementByteCount: Int
  let sourceShape: [Int]
  let targetShape: [Int]

  /// Copies the box of `extent` at `sourceOrigin` to `targetOrigin`; both boxes lie within their
  /// arrays.
  func copy(
    _ extent: [Int], from source: UnsafeRawBufferPointer, at sourceOrigin: [Int],
    to target: UnsafeMutableRawBufferPointer, at targetOrigin: [Int]
  ) {
    guard let rowLength = extent.last else {
      target.copyMemory(from: source)
      return
    }
    let rowByteCount = rowLength * elementByteCount
    let rows = extent.dropLast().map { 0..<$0 } + [0..<1]
    Extents.forEach(in: rows) { offset in
      let from = Extents.linear(zip(offset, sourceOrigin).map(+), in: sourceShape)
      let to = Extents.linear(zip(offset, targetOrigin).map(+), in: targetShape)
      let row = source[(from * elementByteCount)...].prefix(rowByteCount)
      UnsafeMutableRawBufferPointer(rebasing: target[(to * elementByteCount)...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: row))
    }
  }

  /// Fills the box of `extent` at `origin` of the target with copies of `element`.
  func fill(
    _ extent: [Int], of target: UnsafeMutableRawBufferPointer, at origin: [Int],
    with element: [UInt8]
  ) {
    Extents.forEach(in: extent.map { 0..<$0 }) { offset in
      let to = Extents.linear(zip(offset, origin).map(+), in: targetShape) * elementByteCount
      UnsafeMutableRawBufferPointer(rebasing: target[to...]).copyBytes(from: element)
    }
  }
}

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
    let rowByteCount = (extent.last ?? 1) * elementByteCount
    let isZero = element.allSatisfy { $0 == 0 }
    Extents.forEach(in: extent.dropLast().map { 0..<$0 } + extent.suffix(1).map { _ in 0..<1 }) {
      let to = Extents.linear(zip($0, origin).map(+), in: targetShape) * elementByteCount
      let row = UnsafeMutableRawBufferPointer(rebasing: target[to...].prefix(rowByteCount))
      if isZero {
        row.initializeMemory(as: UInt8.self, repeating: 0)
      } else {
        for i in row.indices { row[i] = element[i % elementByteCount] }
      }
    }
  }
}

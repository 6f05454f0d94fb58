/// Where the pixels of one plane lie in a buffer of stored voxels: pixel (r, c) is element
/// `offset + r * rowStride + c * columnStride`.
struct PlaneLayout {
  let rows: Int
  let columns: Int
  let offset: Int
  let rowStride: Int
  let columnStride: Int

  /// Pixels along each side of the squares that `forEachRun` turns transposed planes into: 32 rows of
  /// 32 eight-byte voxels stay in the first-level cache.
  private static let tile = 32

  /// Calls `body(pixel, element, count, elementStride)` for runs of consecutive pixels that cover the
  /// plane: pixel `pixel + n` is element `element + n * elementStride`.
  ///
  /// Runs are whole rows where a row's voxels are neighbours, and short pieces of tiles where the plane
  /// is the transpose of what is stored, so that neither side is walked across cache lines.
  @inline(__always)
  func forEachRun(_ body: (Int, Int, Int, Int) -> Void) {
    if abs(columnStride) == 1 {
      for row in 0..<rows {
        body(row * columns, offset + row * rowStride, columns, columnStride)
      }
      return
    }
    for firstRow in stride(from: 0, to: rows, by: Self.tile) {
      for firstColumn in stride(from: 0, to: columns, by: Self.tile) {
        let count = min(Self.tile, columns - firstColumn)
        for row in firstRow..<min(firstRow + Self.tile, rows) {
          body(
            row * columns + firstColumn, offset + row * rowStride + firstColumn * columnStride,
            count, columnStride)
        }
      }
    }
  }
}

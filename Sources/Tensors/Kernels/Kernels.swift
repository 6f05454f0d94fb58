/// The float32 kernels: functions on whole tensors that share their work out over a `ThreadTeam`.
///
/// Every kernel splits its work by shape alone, so its result is the same bits for any team. One
/// family per file. Shapes that don't fit are a programmer's mistake and trap; layers check the
/// shapes of weights, which come from files, before they get here.
public enum Kernels {}

extension Kernels {
  /// The number of tiles of `size` that cover `count`.
  static func tiles(_ count: Int, by size: Int) -> Int { (count + size - 1) / size }

  /// The indices of tile number `index`.
  static func tile(_ index: Int, of count: Int, by size: Int) -> Range<Int> {
    index * size..<min((index + 1) * size, count)
  }

  /// Rows that make a tile of about 64 Ki floats, for kernels that pass over memory once.
  static func rowsPerTile(columns: Int) -> Int { max(1, 65_536 / max(columns, 1)) }
}

extension Kernels {
  /// Copies x, seen as rows of `columns`, tile by tile and hands each copy to `body` to change:
  /// its first element, its rows, and the offset of that element in x.
  static func mapTiles(
    _ x: Tensor, columns: Int, team: ThreadTeam,
    _ body: (UnsafeMutablePointer<Float>, Int, Int) -> Void
  ) -> Tensor {
    let rows = x.count / max(columns, 1)
    let height = rowsPerTile(columns: columns)
    return Tensor(uninitialized: x.shape) { y in
      withPointers(x, x) { x, _ in
        team.forEach(tiles(rows, by: height)) { index in
          let rows = tile(index, of: rows, by: height)
          let offset = rows.lowerBound * columns
          let start = y.baseAddress! + offset
          start.update(from: x + offset, count: rows.count * columns)
          body(start, rows.count, offset)
        }
      }
    }
  }
}

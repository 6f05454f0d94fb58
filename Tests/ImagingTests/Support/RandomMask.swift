@testable import Imaging

/// A mask of 61 × 83 pixels, about `percent` of them foreground, from SplitMix64.
func randomMask(percent: UInt64) -> Plane<UInt8> {
  var random = SeededGenerator(seed: percent)
  return Plane(
    rows: 61, columns: 83, pixels: (0..<61 * 83).map { _ in random.next() % 100 < percent ? 1 : 0 })
}

/// A mask drawn with `#`.
func drawnMask(_ rows: String...) -> Plane<UInt8> {
  Plane(
    rows: rows.count, columns: rows[0].count,
    pixels: rows.flatMap { $0.map { $0 == "#" ? 1 : 0 } })
}

extension PixelBox {
  /// Moves every side outwards by a random 0 … `limit` pixels (left, top, right, bottom, in that
  /// order), and clips to the picture.
  func enlarged<Pixel>(
    byUpTo limit: Int, within picture: Plane<Pixel>, using random: inout SeededGenerator
  ) -> PixelBox {
    let shifts = (0..<4).map { _ in random.below(min(max(limit, 0), mostPixels) + 1) }
    return PixelBox(
      x0: max(x0 - shifts[0], 0), y0: max(y0 - shifts[1], 0),
      x1: min(x1 + shifts[2], picture.columns - 1), y1: min(y1 + shifts[3], picture.rows - 1))
  }

  /// A random pixel outside the box, at most `distance` pixels from it along either axis, that
  /// is background in `mask`; every such pixel is as likely. nil where there is none.
  func backgroundPixel(
    in mask: Plane<UInt8>, within distance: Int, using random: inout SeededGenerator
  ) -> (x: Int, y: Int)? {
    let reach = min(max(distance, 0), mostPixels)
    let xs = max(x0 - reach, 0)...min(x1 + reach, mask.columns - 1)
    let ys = max(y0 - reach, 0)...min(y1 + reach, mask.rows - 1)
    var candidates: [Int] = []
    for y in ys {
      for x in xs where !contains(x: x, y: y) && mask[y, x] == 0 {
        candidates.append(y * mask.columns + x)
      }
    }
    guard !candidates.isEmpty else { return nil }
    let index = candidates[random.below(candidates.count)]
    return (index % mask.columns, index / mask.columns)
  }
}

/// No distance in a picture is larger: keeps sums with absurd options from overflowing.
private let mostPixels = 1 << 31

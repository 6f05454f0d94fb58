extension AMG {
  /// What is small and goes.
  enum SmallRegion {
    /// Regions that are not part of the mask.
    case holes
    /// Regions of the mask; the largest stays if all are small.
    case islands
  }

  /// Fills or removes 8-connected regions of fewer than `minArea` pixels: `remove_small_regions`.
  ///
  /// - Parameter mask: `(height, width)` of 0 and 1, row-major.
  /// - Returns: whether anything changed.
  static func remove(
    _ kind: SmallRegion, under minArea: Int, from mask: inout [UInt8], width: Int
  ) -> Bool {
    let wanted: UInt8 = kind == .holes ? 0 : 1
    let regions = regions(of: mask, value: wanted, width: width)
    var small = regions.filter { $0.count < minArea }
    guard !small.isEmpty else { return false }
    if kind == .islands, small.count == regions.count {
      var largest = 0
      for index in small.indices where small[index].count > small[largest].count {
        largest = index
      }
      small.remove(at: largest)
    }
    for region in small {
      for index in region { mask[index] = 1 - wanted }
    }
    return true
  }

  /// The pixels of each 8-connected region of one value, in the order of their first pixels.
  private static func regions(of mask: [UInt8], value: UInt8, width: Int) -> [[Int]] {
    var isSeen = mask.map { $0 != value }
    let height = mask.count / max(width, 1)
    var regions: [[Int]] = []
    for start in mask.indices where !isSeen[start] {
      isSeen[start] = true
      var region = [start]
      var next = 0
      while next < region.count {
        let (row, column) = (region[next] / width, region[next] % width)
        next += 1
        for y in max(row - 1, 0)...min(row + 1, height - 1) {
          for x in max(column - 1, 0)...min(column + 1, width - 1) where !isSeen[y * width + x] {
            isSeen[y * width + x] = true
            region.append(y * width + x)
          }
        }
      }
      regions.append(region)
    }
    return regions
  }
}

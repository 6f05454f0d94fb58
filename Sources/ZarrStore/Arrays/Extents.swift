/// Arithmetic on the extents of arrays and chunks, outermost dimension first.
enum Extents {
  /// The product, or `nil` when it doesn't fit an `Int`.
  static func product(_ extents: [Int]) -> Int? {
    var product = 1
    for extent in extents {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      product = next
    }
    return product
  }

  /// How many pieces of `piece` cover `whole`.
  static func quotientRoundedUp(_ whole: Int, _ piece: Int) -> Int {
    whole / piece + (whole % piece == 0 ? 0 : 1)
  }

  /// The row-major number of `coordinates` within `extents`.
  static func linear(_ coordinates: [Int], in extents: [Int]) -> Int {
    zip(coordinates, extents).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The coordinates of row-major number `index` within `extents`, none of which is zero.
  static func coordinates(_ index: Int, in extents: [Int]) -> [Int] {
    var remainder = index
    var coordinates = extents
    for d in extents.indices.reversed() {
      (remainder, coordinates[d]) = remainder.quotientAndRemainder(dividingBy: extents[d])
    }
    return coordinates
  }

  /// Calls `body` with every coordinate of the box `ranges`, the last dimension fastest.
  static func forEach(in ranges: [Range<Int>], _ body: ([Int]) throws -> Void) rethrows {
    guard ranges.allSatisfy({ !$0.isEmpty }) else { return }
    var coordinates = ranges.map(\.lowerBound)
    while true {
      try body(coordinates)
      var d = ranges.count - 1
      while d >= 0, coordinates[d] + 1 == ranges[d].upperBound {
        coordinates[d] = ranges[d].lowerBound
        d -= 1
      }
      guard d >= 0 else { return }
      coordinates[d] += 1
    }
  }
}

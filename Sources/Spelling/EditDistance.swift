/// How many typing mistakes lie between two names.
public enum EditDistance {
  /// The number of letters inserted, left out, replaced or swapped with their neighbour (Damerau 1964;
  /// optimal string alignment). Letters are Unicode scalars, as comparing characters is many times
  /// slower; time goes with the product of the lengths.
  ///
  /// - Parameter longest: so many scalars of each are compared, the first ones.
  public static func between(_ left: String, _ right: String, longest: Int = .max) -> Int {
    let left = Array(left.unicodeScalars.prefix(longest))
    let right = Array(right.unicodeScalars.prefix(longest))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for column in right.indices {
        let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
        var best = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}

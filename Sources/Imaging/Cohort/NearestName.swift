/// Finds the name that someone who wrote another may have meant.
enum NearestName {
  /// Longer names, and more of them, are not looked at: comparing takes time with both lengths.
  private static let longestName = 64
  private static let mostNames = 1000

  /// The name that is fewest typing mistakes away, if those are few for its length.
  static func nearest(to name: String, among names: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= longestName, names.count <= mostNames else { return nil }
    let ranked = names.map { (name: $0, distance: distance(wanted, $0)) }
    guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else {
      return nil
    }
    let allowed = max(1, min(wanted.count, best.name.unicodeScalars.count) / 3)
    return best.distance <= allowed ? best.name : nil
  }

  /// Letters inserted, left out, replaced or swapped with their neighbour (Damerau 1964; optimal string
  /// alignment), case apart.
  private static func distance(_ left: [Unicode.Scalar], _ name: String) -> Int {
    let right = Array(name.lowercased().unicodeScalars.prefix(longestName))
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        let replaced = last[j] + (left[i] == right[j] ? 0 : 1)
        var best = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[right.count]
  }
}

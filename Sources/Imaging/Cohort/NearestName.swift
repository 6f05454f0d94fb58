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

  /// Letters inserted, left out or replaced (Levenshtein 1966), case apart.
  private static func distance(_ left: [Unicode.Scalar], _ name: String) -> Int {
    let right = Array(name.lowercased().unicodeScalars.prefix(longestName))
    var row = Array(0...right.count)
    for i in left.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in right.indices {
        let replaced = diagonal + (left[i] == right[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}

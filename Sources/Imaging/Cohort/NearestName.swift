internal import Spelling

/// Finds the name that someone who wrote another may have meant.
enum NearestName {
  /// Longer names, and more of them, are not looked at: comparing takes time with both lengths.
  private static let longestName = 64
  private static let mostNames = 1000

  /// The name that is fewest typing mistakes away, if those are few for its length.
  static func nearest(to name: String, among names: [String]) -> String? {
    let wanted = name.lowercased()
    let length = wanted.unicodeScalars.count
    guard length > 0, length <= longestName, names.count <= mostNames else { return nil }
    let ranked = names.map {
      (
        name: $0,
        distance: EditDistance.between(wanted, $0.lowercased(), longest: longestName)
      )
    }
    guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else {
      return nil
    }
    let allowed = max(1, min(length, best.name.unicodeScalars.count) / 3)
    return best.distance <= allowed ? best.name : nil
  }
}

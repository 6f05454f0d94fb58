internal import Spelling

/// What someone who wrote an unknown name may have meant.
enum Suggestion {
  /// Longer names are no names; comparing takes time with the product of the lengths.
  private static let longestName = 64
  /// Among more names nothing is looked for: hundreds of problems may each ask.
  private static let mostNames = 200

  /// `did you mean "sam-encoder"?`, or failing that, what there is: `known stages: a, b`.
  static func name(
    like name: String, among names: [String], listedAs plural: String
  ) -> String? {
    if let nearest = nearest(to: name, among: names) { return "did you mean \"\(nearest)\"?" }
    guard !names.isEmpty, names.count <= 12 else { return nil }
    return "\(plural): \(names.joined(separator: ", "))"
  }

  /// The name that is fewest typing mistakes away, if those are few for its length.
  static func nearest(to name: String, among names: [String]) -> String? {
    let wanted = folded(name)
    guard !wanted.isEmpty, wanted.utf8.count <= longestName else { return nil }
    guard names.count <= mostNames else { return nil }
    let names = names.filter { $0.utf8.count <= longestName }
    let ranked = names.map { (name: $0, distance: EditDistance.between(wanted, folded($0))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    if best.distance <= max(1, min(wanted.count, best.name.count) / 3) { return best.name }
    // Part of a name: "encoder" for "sam-encoder".
    let related = names.filter {
      wanted.count >= 3
        && (folded($0).contains(wanted) || ($0.count >= 3 && wanted.contains(folded($0))))
    }
    return related.count == 1 ? related[0] : nil
  }

  /// Without what people mix up: case, and `_` for `-`.
  private static func folded(_ name: String) -> String {
    String(name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
  }
}

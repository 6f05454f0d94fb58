internal import Spelling

/// Suggests what a tensor name that is not there may have been meant to be.
enum NameAdvice {
  /// A sentence with the existing name nearest to `name`, and how the two differ if by a prefix.
  static func nearest(to name: String, among names: [String]) -> String {
    guard !names.isEmpty else { return "The file holds no tensors at all." }
    if let longer = names.filter({ $0.hasSuffix("." + name) }).min(by: shorter) {
      let prefix = longer.dropLast(name.count + 1)
      return "There is “\(longer)”: read through scope(\"\(prefix)\")."
    }
    if let rest = names.filter({ name.hasSuffix("." + $0) }).max(by: shorter) {
      return "There is “\(rest)”, without the prefix “\(name.dropLast(rest.count))”."
    }
    let candidates = names.map {
      (distance: EditDistance.between(name, $0, longest: 256), name: $0)
    }
    let nearest = candidates.min { $0.distance < $1.distance }!
    return "The nearest name is “\(nearest.name)”."
  }

  private static func shorter(_ left: String, _ right: String) -> Bool {
    (left.utf8.count, left) < (right.utf8.count, right)
  }
}

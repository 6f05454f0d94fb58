/// Names as the exposition format allows them: ASCII letters, digits and `_`, no digit first, and
/// `:` in the names of metrics.
enum PrometheusName {
  static func metric(_ label: String) -> String {
    cleaned(label, allowing: UInt8(ascii: ":"))
  }

  /// Names that begin with two underscores are Prometheus' own; such a beginning becomes one.
  static func label(_ name: String) -> String {
    let cleaned = cleaned(name, allowing: UInt8(ascii: "_"))
    guard cleaned.hasPrefix("__") else { return cleaned }
    return "_" + cleaned.drop { $0 == "_" }
  }

  /// A series' labels: names cleaned and told apart, in the order of their names, so that the order
  /// in which they were given makes no difference.
  static func labels(
    _ dimensions: [(String, String)], reserved: Set<String> = []
  ) -> [PrometheusLabel] {
    var taken = reserved
    let labels = dimensions.map { name, value in
      var name = label(name)
      while !taken.insert(name).inserted { name += "_" }
      return PrometheusLabel(name: name, value: value)
    }
    return labels.sorted()
  }

  private static func cleaned(_ name: String, allowing extra: UInt8) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "_": result.unicodeScalars.append(scalar)
      case "0"..."9":
        if result.isEmpty { result = "_" }
        result.unicodeScalars.append(scalar)
      case Unicode.Scalar(extra): result.unicodeScalars.append(scalar)
      default: result += "_"
      }
    }
    return result.isEmpty ? "_" : result
  }
}

struct PrometheusLabel: Hashable, Comparable, Sendable {
  let name: String
  let value: String

  static func < (left: Self, right: Self) -> Bool {
    (left.name, left.value) < (right.name, right.value)
  }
}

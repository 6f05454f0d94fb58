/// Writes Prometheus' text format, version 0.0.4.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
struct ExpositionFormat {
  private(set) var text = ""

  mutating func header(name: String, kind: MetricKind, help: String?) {
    if let help {
      text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n"
    }
    text += "# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func sample(
    name: String, suffix: String = "", labels: [PrometheusLabel], extra: PrometheusLabel? = nil,
    value: String
  ) {
    text += name
    text += suffix
    let all = labels + (extra.map { [$0] } ?? [])
    if !all.isEmpty {
      text += "{"
      for (index, label) in all.enumerated() {
        if index > 0 { text += "," }
        text += "\(label.name)=\"\(Self.escaped(label.value, quotes: true))\""
      }
      text += "}"
    }
    text += " \(value)\n"
  }

  /// A backslash and a line feed are escaped everywhere, a quote only in the values of labels.
  static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A number as Go's `ParseFloat` reads it; whole ones without a point.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value)"
  }
}

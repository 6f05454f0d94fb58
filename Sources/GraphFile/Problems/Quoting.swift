extension String {
  /// In quotes for a message, on one line and of bearable length.
  var quoted: String {
    let clipped = count > 60 ? "\(prefix(60))…" : self
    let oneLine = clipped.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control ? " " : String(scalar)
    }
    return "\"\(oneLine.joined())\""
  }
}

extension [String] {
  /// `a`, `a or b`, `a, b or c`.
  func joined(lastSeparator: String) -> String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " \(lastSeparator) " + last
  }
}

extension String {
  /// In quotes for a message, on one line and of bearable length.
  var quoted: String {
    count > 60 ? "\(prefix(60))…".quotedInFull : quotedInFull
  }

  /// In quotes for a message, on one line: for paths, which are of no use in part.
  var quotedInFull: String {
    let oneLine = unicodeScalars.map { scalar in
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

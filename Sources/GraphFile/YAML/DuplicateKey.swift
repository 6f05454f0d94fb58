import Yams

/// Marks the first of two equal keys in a text, so that the parser takes both.
enum DuplicateKey {
  /// A private-use character, which YAML allows and nobody writes.
  private static let mark: Unicode.Scalar = "\u{E000}"

  /// The text with the key at `place` marked; `nil` if there is no such place.
  static func marking(in text: String, at place: Mark) -> String? {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(place.line - 1), place.column >= 1 else { return nil }
    var line = String.UnicodeScalarView(lines[place.line - 1])
    guard
      var index = line.index(line.startIndex, offsetBy: place.column - 1, limitedBy: line.endIndex),
      index < line.endIndex
    else { return nil }
    if line[index] == "\"" || line[index] == "'" { index = line.index(after: index) }
    line.insert(mark, at: index)
    lines[place.line - 1] = line[...]
    return lines.map { String($0) }.joined(separator: "\n")
  }

  /// The key as it stands in the file.
  static func unmarked(_ key: String) -> String {
    String(String.UnicodeScalarView(key.unicodeScalars.drop { $0 == mark }))
  }
}

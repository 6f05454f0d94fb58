import Foundation

/// A column of a table as programs read it.
struct ProgramColumn {
  /// One, or two where cells hold two things.
  let names: [String]
  /// For each row, as many as there are names.
  let cells: [[String]]

  init(_ name: String, _ texts: [String]) {
    let plain = texts.map { $0 == "–" ? "" : $0.replacing("−", with: "-") }
    for (separator, ending, names) in [
      (" to ", "", ["\(name), low", "\(name), high"]), (" (", ")", [name, "\(name), method"]),
    ] {
      let pairs = plain.map { Self.pair($0, separator, ending) }
      guard plain.contains(where: { !$0.isEmpty }), pairs.allSatisfy({ $0 != nil }) else {
        continue
      }
      self.names = names
      cells = pairs.compactMap(\.self)
      return
    }
    names = [name]
    cells = plain.map { [Self.number($0) ?? $0] }
  }

  /// A number and what follows the separator; two empty cells for an empty one; nil for anything else.
  private static func pair(_ text: String, _ separator: String, _ ending: String) -> [String]? {
    guard !text.isEmpty else { return ["", ""] }
    guard text.hasSuffix(ending), let place = text.range(of: separator),
      let first = number(String(text[..<place.lowerBound]))
    else { return nil }
    let second = String(text[place.upperBound...].dropLast(ending.count))
    guard ending.isEmpty else { return [first, second] }
    return number(second).map { [first, $0] }
  }

  /// Without a plus sign; nil for what is no number or the bound of one, such as `< 0.001`.
  private static func number(_ text: String) -> String? {
    if text.hasPrefix("< "), Double(text.dropFirst(2)) != nil { return text }
    let digits = text.hasPrefix("+") ? String(text.dropFirst()) : text
    return Double(digits) == nil ? nil : digits
  }
}

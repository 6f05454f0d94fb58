extension OptionType {
  /// What is wrong with a value.
  struct Mismatch: Error {
    /// A clause that follows the option's name: `is 12, but must be true or false`.
    let clause: String
    var suggestion: String?
    var isMissingFile = false
  }

  /// The value as `Options` decodes it.
  ///
  /// - Throws: `Mismatch`.
  func checked(_ value: GraphValue) throws(Mismatch) -> GraphValue {
    switch self {
    case .text, .path:
      guard let text = value.text, self != .path || !text.isEmpty else { throw mismatch(value) }
      return .text(text)
    case .boolean:
      guard case .boolean = value.content else {
        throw mismatch(value, suggestion: Self.booleanMeant(by: value.text))
      }
      return value
    case .integer(let range):
      guard case .integer(let integer) = value.content, range?.contains(integer) ?? true else {
        throw mismatch(value, suggestion: Self.unquoted(value))
      }
      return value
    case .number(let range):
      guard let number = value.number, number.isFinite, range?.contains(number) ?? true else {
        throw mismatch(value, suggestion: Self.unquoted(value))
      }
      return value
    case .choice(let words): return try choice(value, among: words)
    case .choices(let words): return try choices(value, among: words)
    case .file, .folder, .fileOrFolder: return try existing(value)
    case .files:
      return .list(try elements(value, of: .file, count: nil))
    case .numbers(let count):
      return .list(try elements(value, of: .number(), count: count))
    case .integers(let count):
      return .list(try elements(value, of: .integer(), count: count))
    case .texts:
      return .list(try elements(value, of: .text, count: nil))
    case .bytes:
      guard let bytes = value.text.flatMap(ByteSize.parse) else { throw mismatch(value) }
      return .integer(bytes)
    }
  }

  private func mismatch(_ value: GraphValue, suggestion: String? = nil) -> Mismatch {
    Mismatch(clause: "is \(value.forMessages), but must be \(phrase)", suggestion: suggestion)
  }

  /// "12" in quotes where 12 is wanted.
  private static func unquoted(_ value: GraphValue) -> String? {
    guard case .text(let text) = value.content, value.spelling == nil,
      GraphValue(.init(plainScalar: text)).number != nil
    else { return nil }
    return "remove the quotes"
  }

  private static func booleanMeant(by text: String?) -> String? {
    switch text?.lowercased() {
    case "yes", "on", "y", "1", "true": "write true"
    case "no", "off", "n", "0", "false": "write false"
    default: nil
    }
  }

  private func choice(
    _ value: GraphValue, among words: [String]
  ) throws(Mismatch) -> GraphValue {
    guard let text = value.text, words.contains(text) else {
      let nearest = Suggestion.nearest(to: value.text ?? "", among: words)
      throw mismatch(value, suggestion: nearest.map { "did you mean \"\($0)\"?" })
    }
    return .text(text)
  }

  private func choices(
    _ value: GraphValue, among words: [String]
  ) throws(Mismatch) -> GraphValue {
    let chosen = try elements(value, of: .choice(words), count: nil)
    var seen: Set<GraphValue> = []
    for choice in chosen where !seen.insert(choice).inserted {
      throw Mismatch(clause: "names \(choice.forMessages) twice")
    }
    return .list(chosen)
  }

  private func existing(_ value: GraphValue) throws(Mismatch) -> GraphValue {
    guard let path = value.text, !path.isEmpty else { throw mismatch(value) }
    switch (self, FileKind(at: path)) {
    case (_, nil):
      throw Mismatch(
        clause: "is \(path.quotedInFull), which does not exist",
        suggestion: FileKind.neighbour(of: path), isMissingFile: true)
    case (.file, .folder):
      throw Mismatch(clause: "is \(path.quotedInFull), which is a folder, but must be a file")
    case (.folder, .file):
      throw Mismatch(clause: "is \(path.quotedInFull), which is a file, but must be a folder")
    default: return .text(path)
    }
  }

  /// The elements of a list, or of texts and choices a single one.
  private func elements(
    _ value: GraphValue, of type: OptionType, count: Int?
  ) throws(Mismatch) -> [GraphValue] {
    let values: [GraphValue]
    switch (self, value.content) {
    case (_, .list(let listed)): values = listed
    case (.numbers, _), (.integers, _), (_, .null), (_, .mapping): throw mismatch(value)
    default: values = [value]
    }
    if let count, values.count != count {
      throw Mismatch(
        clause: "has \(values.count) values, but must be \(phrase)")
    }
    var checked: [GraphValue] = []
    for (index, element) in values.enumerated() {
      do {
        checked.append(try type.checked(element))
      } catch {
        guard values.count > 1 else { throw error }
        throw Mismatch(
          clause: "at position \(index + 1) \(error.clause)", suggestion: error.suggestion,
          isMissingFile: error.isMissingFile)
      }
    }
    return checked
  }
}

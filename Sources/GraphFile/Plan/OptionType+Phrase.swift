extension OptionType {
  /// With an article, for messages: `a whole number from 1 to 8`.
  var phrase: String {
    switch self {
    case .text: "text"
    case .boolean: "true or false"
    case .integer(let range):
      "a whole number" + Self.range(range?.lowerBound, range?.upperBound, extremes: (.min, .max))
    case .number(let range):
      "a number" + Self.range(range?.lowerBound, range?.upperBound, extremes: Self.extremes)
    case .choice(let words): words.joined(lastSeparator: "or")
    case .choices(let words): "some of \(words.joined(lastSeparator: "and"))"
    case .file: "the path of a file"
    case .folder: "the path of a folder"
    case .fileOrFolder: "the path of a file or folder"
    case .files: "a list of paths of files"
    case .path: "a path"
    case .numbers(let count): count.map { "\($0) numbers in brackets" } ?? "numbers in brackets"
    case .integers(let count):
      count.map { "\($0) whole numbers in brackets" } ?? "whole numbers in brackets"
    case .texts: "a list of texts"
    case .bytes: "a size such as 512MiB or 2GiB"
    }
  }

  /// For tables: `integer 1…8`, `box | centroid`.
  var label: String {
    switch self {
    case .text: "text"
    case .boolean: "true | false"
    case .integer(let range):
      "integer" + Self.bounds(range?.lowerBound, range?.upperBound, extremes: (.min, .max))
    case .number(let range):
      "number" + Self.bounds(range?.lowerBound, range?.upperBound, extremes: Self.extremes)
    case .choice(let words): words.joined(separator: " | ")
    case .choices(let words): "list of \(words.joined(separator: " | "))"
    case .file: "file"
    case .folder: "folder"
    case .fileOrFolder: "file or folder"
    case .files: "list of files"
    case .path: "path"
    case .numbers(let count): count.map { "\($0) numbers" } ?? "numbers"
    case .integers(let count): count.map { "\($0) integers" } ?? "integers"
    case .texts: "list of texts"
    case .bytes: "bytes"
    }
  }

  /// A value of this type as it may be written.
  func written(_ value: GraphValue) -> String {
    if case .bytes = self, case .integer(let bytes) = value.content {
      return ByteSize.format(bytes)
    }
    return YAMLWriter.inline(value)
  }

  private static let extremes = (
    -Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude
  )

  /// Bounds at the ends of the type's own range are none.
  private static func shown<Value: Comparable>(
    _ lower: Value?, _ upper: Value?, extremes: (Value, Value)
  ) -> (lower: String?, upper: String?) {
    func show(_ value: Value) -> String {
      if let double = value as? Double, let whole = Int(exactly: double) { return "\(whole)" }
      return "\(value)"
    }
    return (
      lower.flatMap { $0 > extremes.0 ? show($0) : nil },
      upper.flatMap { $0 < extremes.1 ? show($0) : nil }
    )
  }

  private static func range<Value: Comparable>(
    _ lower: Value?, _ upper: Value?, extremes: (Value, Value)
  ) -> String {
    switch shown(lower, upper, extremes: extremes) {
    case (let lower?, let upper?): " from \(lower) to \(upper)"
    case (let lower?, nil): " of at least \(lower)"
    case (nil, let upper?): " of at most \(upper)"
    case (nil, nil): ""
    }
  }

  private static func bounds<Value: Comparable>(
    _ lower: Value?, _ upper: Value?, extremes: (Value, Value)
  ) -> String {
    switch shown(lower, upper, extremes: extremes) {
    case (let lower?, let upper?): " \(lower)…\(upper)"
    case (let lower?, nil): " ≥ \(lower)"
    case (nil, let upper?): " ≤ \(upper)"
    case (nil, nil): ""
    }
  }
}

/// A graph file that can't be used, or a catalog stage that doesn't keep its word.
public enum GraphFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The graph has errors; there is at least one.
  case invalid([Problem])
  /// The catalog has no stage of that kind.
  case unknownKind(String, suggestion: String?)
  /// Two stages of the catalog use one element type for different Swift types.
  case otherSwiftType(element: ElementType, found: String, expected: String)
  /// A stage asked for a port that the plan did not link.
  case portNotLinked(stage: String, port: String)

  public var description: String {
    switch self {
    case .invalid(let problems):
      problems.map(\.description).joined(separator: "\n")
    case .unknownKind(let kind, let suggestion):
      "unknown stage \(kind.quoted)" + (suggestion.map { "; \($0)" } ?? "")
    case .otherSwiftType(let element, let found, let expected):
      "a link of \"\(element)\" carries \(found), but the stage expects \(expected); "
        + "the catalog must use one Swift type for each element type"
    case .portNotLinked(let stage, let port):
      "stage \"\(stage)\" asks for its port \"\(port)\", which is not linked; "
        + "describe it as required, or ask for `optionalLink`"
    }
  }
}

/// Something wrong with a graph file, and where.
public struct Problem: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// The graph can't run.
    case error
    /// The graph can run, but probably not as meant.
    case warning
  }

  /// The graph file; `nil` for a graph made in Swift, and for what stands on the command line.
  public let file: String?
  /// From 1; `nil` if the problem has no place.
  public let line: Int?
  /// From 1, in Unicode scalars.
  public let column: Int?
  public let severity: Severity
  /// What is wrong, as a clause without a full stop.
  public let message: String
  /// What may be done, as a clause without a full stop.
  public let suggestion: String?

  public init(
    _ severity: Severity, _ message: String, file: String? = nil,
    at location: SourceLocation? = nil, suggestion: String? = nil
  ) {
    self.severity = severity
    self.message = message
    self.file = file
    line = location?.line
    column = location?.column
    self.suggestion = suggestion
  }
}

extension Problem: CustomStringConvertible {
  /// As compilers print it, so that editors find the line:
  /// `graphs/x.yaml:12: error: unknown stage "sam-encodr"; did you mean "sam-encoder"?`
  public var description: String {
    var place = ""
    if let file { place = line.map { "\(file):\($0): " } ?? "\(file): " }
    return "\(place)\(severity.rawValue): \(message)" + (suggestion.map { "; \($0)" } ?? "")
  }
}

extension Problem: Comparable {
  /// In the order of the lines; what has no line comes first.
  public static func < (left: Problem, right: Problem) -> Bool {
    func key(_ problem: Problem) -> (Int, Int, String) {
      (problem.line ?? 0, problem.column ?? 0, problem.message)
    }
    return key(left) < key(right)
  }
}

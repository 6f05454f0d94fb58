/// Gathers the problems of one file, up to `limit`: nobody reads more, and looking for suggestions
/// takes its time.
struct ProblemLog {
  static let limit = 200

  let file: String?
  private(set) var problems: [Problem] = []

  init(file: String?) {
    self.file = file
  }

  mutating func error(
    _ message: String, at location: SourceLocation?,
    suggestion: @autoclosure () -> String? = nil
  ) {
    report(.error, message, at: location, suggestion: suggestion())
  }

  mutating func warning(
    _ message: String, at location: SourceLocation?,
    suggestion: @autoclosure () -> String? = nil
  ) {
    report(.warning, message, at: location, suggestion: suggestion())
  }

  mutating func report(
    _ severity: Problem.Severity, _ message: String, at location: SourceLocation?,
    suggestion: @autoclosure () -> String? = nil
  ) {
    guard problems.count < Self.limit else { return noteMore(severity) }
    problems.append(
      Problem(severity, message, file: file, at: location, suggestion: suggestion()))
  }

  /// Something about the command line rather than the file.
  mutating func commandLineError(_ message: String, suggestion: String? = nil) {
    problems.append(Problem(.error, message, suggestion: suggestion))
  }

  mutating func append(_ others: [Problem]) {
    problems += others
  }

  /// Says once that there is more; as an error if any of it is one, so that nobody runs the graph.
  private mutating func noteMore(_ severity: Problem.Severity) {
    let note = Problem(
      severity, "there are more problems than the \(Self.limit) shown", file: file)
    if problems.count == Self.limit {
      problems.append(note)
    } else if severity == .error {
      problems[Self.limit] = note
    }
  }
}

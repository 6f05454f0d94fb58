/// Gathers the problems of one file.
struct ProblemLog {
  let file: String?
  private(set) var problems: [Problem] = []

  init(file: String?) {
    self.file = file
  }

  mutating func error(
    _ message: String, at location: SourceLocation?, suggestion: String? = nil
  ) {
    report(.error, message, at: location, suggestion: suggestion)
  }

  mutating func warning(
    _ message: String, at location: SourceLocation?, suggestion: String? = nil
  ) {
    report(.warning, message, at: location, suggestion: suggestion)
  }

  mutating func report(
    _ severity: Problem.Severity, _ message: String, at location: SourceLocation?,
    suggestion: String? = nil
  ) {
    problems.append(
      Problem(severity, message, file: file, at: location, suggestion: suggestion))
  }

  /// Something about the command line rather than the file.
  mutating func commandLineError(_ message: String, suggestion: String? = nil) {
    problems.append(Problem(.error, message, suggestion: suggestion))
  }

  mutating func append(_ others: [Problem]) {
    problems += others
  }
}

/// One mistake in a prompt file.
public struct PromptProblem: Sendable, Hashable, CustomStringConvertible {
  /// The file's name as it was given.
  public let file: String
  /// 1-based line.
  public let line: Int
  /// What was found and what was expected.
  public let problem: String

  /// `file:line: problem`.
  public var description: String { "\(file):\(line): \(problem)" }
}

/// The mistakes found so far: all are counted, the first twenty kept.
struct PromptProblems {
  let file: String
  private(set) var first: [PromptProblem] = []
  private(set) var total = 0

  init(file: String) { self.file = file }

  mutating func add(line: Int, _ problem: String) {
    total += 1
    if first.count < 20 {
      first.append(PromptProblem(file: file, line: line, problem: problem))
    }
  }

  func throwIfAny() throws {
    if total > 0 { throw PictureError.promptFile(problems: first, total: total) }
  }
}

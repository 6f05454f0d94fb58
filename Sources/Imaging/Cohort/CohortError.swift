/// What is wrong with a split of cases or an export.
///
/// `description` says what was found, what was expected and what to do. Programs switch over `problem`.
public struct CohortError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file or folder concerned, if there is one.
  public let file: String?
  public let problem: Problem

  public init(file: String? = nil, _ problem: Problem) {
    self.file = file
    self.problem = problem
  }

  public enum Problem: Equatable, Sendable {
    /// Too few cases for every part to have one.
    case tooFewCases(found: Int)
    /// Shares of the parts that make no sense.
    case badShares(reason: String)
    /// A number of folds that can't be had of so many cases.
    case badFolds(found: Int, cases: Int)
    /// A case that stands in two parts, or twice in one.
    case repeatedCase(id: String, first: SplitPart, second: SplitPart)
    /// Names that the dataset has no case of, each with the name that may have been meant.
    case unknownCases([UnknownCase], known: Int)
    /// A part that needs cases and has none.
    case emptyPart(SplitPart)
    /// The same scan in different parts.
    case leaks([Leak])
    /// A name or number that the format doesn't allow.
    case badTarget(reason: String)
    /// A folder that holds something other than an earlier export.
    case occupied(reason: String)
    /// No scan has a label volume.
    case noLabels(cases: Int, example: String)
    /// Values that are not 0, 1, 2, ….
    case labelGaps(values: [Int], reason: String)
    /// Scans or labels that can't be exported, a sentence each.
    case badCases([String])
  }

  /// A name in a split that is no case's.
  public struct UnknownCase: Equatable, Sendable {
    public let name: String
    /// The case's name that is fewest typing mistakes away, if they are few.
    public let nearest: String?

    public init(name: String, nearest: String?) {
      self.name = name
      self.nearest = nearest
    }
  }

  public var description: String {
    file.map { "\($0): \(problem.sentence)" } ?? problem.sentence
  }
}

extension CohortError.Problem {
  fileprivate var sentence: String {
    switch self {
    case .tooFewCases(let found):
      "\(found) \(found == 1 ? "case" : "cases") can't be split into training, validation and test "
        + "cases: 3 are needed. Write the split by hand and give it (--split FILE), or add scans"
    case .badShares(let reason): reason
    case .badFolds(let found, let cases):
      "\(found) folds can't be made of \(cases) cases; expected 2 to \(cases)"
    case .repeatedCase(let id, let first, let second):
      first == second
        ? "case \(id) is listed twice in \"\(first.rawValue)\"; remove one"
        : "case \(id) is in \"\(first.rawValue)\" and in \"\(second.rawValue)\"; a case must be in "
          + "one part only, or results on it say nothing"
    case .unknownCases(let cases, let known):
      Self.list(
        cases.map { one in
          "\"\(one.name)\"" + (one.nearest.map { " (did you mean \"\($0)\"?)" } ?? "")
        }, separator: ", ")
        + (cases.count == 1 ? " is no case" : " are no cases")
        + " of the dataset, which has \(known)"
    case .emptyPart(let part):
      "there is no \(part.adjective) case; list at least one under \"\(part.rawValue)\""
    case .leaks(let leaks):
      Self.list(leaks.map(\.description), separator: "; ")
        + ". Scores on a scan that was trained on say nothing: move them into one part, or leave "
        + "one out"
    case .badTarget(let reason), .occupied(let reason): reason
    case .noLabels(let cases, let example):
      "none of the \(cases) scans has a label volume here; expected files named like the scans: "
        + "\(example).nii.gz"
    case .labelGaps(_, let reason): reason
    case .badCases(let sentences): Self.list(sentences, separator: "\n")
    }
  }

  /// The first ten, and how many more there are.
  private static func list(_ items: [String], separator: String) -> String {
    (items.prefix(10) + (items.count > 10 ? ["and \(items.count - 10) more"] : []))
      .joined(separator: separator)
  }
}

/// What can go wrong with slices, prompts and pictures.
public enum PictureError: Error, Sendable {
  /// A window whose bounds are not finite or not in order, in HU.
  case window(low: Double, high: Double)
  /// Spacings, counts or planes that cannot be resampled.
  case resampling(String)
  /// A prediction and a reference of different sizes, `(rows, columns)`.
  case sizes(predicted: (Int, Int), reference: (Int, Int))
  /// A picture that cannot be read or made.
  case png(file: String, problem: String)
  /// A prompt file with mistakes: the first twenty and how many there are in all.
  case promptFile(problems: [PromptProblem], total: Int)
  /// A phantom of an impossible size or number.
  case phantom(String)
}

extension PictureError: CustomStringConvertible {
  /// The file or thing, what was found and what was expected; a line a mistake for prompt files.
  public var description: String {
    switch self {
    case .window(let low, let high):
      "a window of \(low) to \(high) HU is empty: give two finite numbers, the lower one first"
    case .resampling(let problem):
      "resampling: \(problem)"
    case .sizes(let predicted, let reference):
      "a prediction of \(predicted.0) × \(predicted.1) pixels cannot be compared with a "
        + "reference of \(reference.0) × \(reference.1): label and image must share one grid"
    case .png(let file, let problem):
      "\(file): \(problem)"
    case .promptFile(let problems, let total):
      Self.list(problems, total)
    case .phantom(let problem):
      "phantom: \(problem)"
    }
  }

  private static func list(_ problems: [PromptProblem], _ total: Int) -> String {
    let lines = problems.map(\.description)
    let rest = total - problems.count
    return (lines + (rest > 0 ? ["… and \(rest) more"] : [])).joined(separator: "\n")
  }
}

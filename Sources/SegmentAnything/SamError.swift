/// Why a model could not be built, or an input could not be used.
public enum SamError: Error, Sendable, Equatable {
  /// The tensors are of no SAM. `found` says what they look like.
  case notSam(file: String, found: String, advice: String)
  /// The tensors are nearly those of a SAM. The first problems, and how many there are.
  case wrongTensors(file: String, problems: [TensorProblem], count: Int)
  /// A picture that cannot be embedded.
  case unusableImage(found: String, expected: String)
  /// The prompt at `index` of a call.
  case unusablePrompt(index: Int, part: String, found: String, expected: String)
  /// A tensor given to the model does not fit it.
  case wrongShape(of: String, found: [Int], expected: String)

  /// How many problems an error lists.
  static let listedProblems = 10

  /// What is wrong with one tensor of a checkpoint, under its full name.
  public enum TensorProblem: Sendable, Equatable {
    case missing(name: String, expected: String)
    case unexpected(name: String, found: [Int])
    case wrongShape(name: String, found: [Int], expected: String)
  }
}

extension SamError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notSam(let file, let found, let advice):
      "\(file): not a SAM checkpoint: \(found). \(advice)"
    case .wrongTensors(let file, let problems, let count):
      "\(file): \(count == 1 ? "1 tensor is" : "\(count) tensors are") not as SAM has them: "
        + problems.map(\.description).joined(separator: "; ")
        + (count > problems.count ? "; and \(count - problems.count) more" : "")
        + ". The file may be damaged, or of a changed model."
    case .unusableImage(let found, let expected):
      "the picture cannot be embedded: \(found); expected \(expected)"
    case .unusablePrompt(let index, let part, let found, let expected):
      "prompt \(index): \(part): found \(found), expected \(expected)"
    case .wrongShape(let name, let found, let expected):
      "\(name) has shape \(found), expected \(expected)"
    }
  }
}

extension SamError.TensorProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let name, let expected):
      "“\(name)” is missing (expected \(expected))"
    case .unexpected(let name, let found):
      "“\(name)” \(found) has no place in the model"
    case .wrongShape(let name, let found, let expected):
      "“\(name)” has shape \(found), expected \(expected)"
    }
  }
}

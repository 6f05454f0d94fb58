/// Why a file of tensors could not be opened, trusted or used.
public enum CheckpointError: Error, Sendable, Equatable {
  /// The operating system would not open, read or write the file.
  case io(file: String, doing: String, reason: String)
  /// The file is something else: `found` says what it looks like.
  case unrecognised(file: String, found: String, advice: String)
  /// The file breaks its format's rules in `part` of it.
  case malformed(file: String, part: String, found: String, expected: String)
  /// The file is well formed, but asks for something that this reader will not do.
  case refused(file: String, part: String, found: String, advice: String)
  /// No tensor has the full name `name`.
  case missingTensor(file: String, name: String, advice: String)
  /// The tensor `name` has another shape than the model.
  case wrongShape(file: String, name: String, found: [Int], expected: [Int])
  /// The file holds tensors that the model never asked for, listed by their full names.
  case unusedTensors(file: String, names: [String])
}

extension CheckpointError: CustomStringConvertible {
  public var description: String { advice.map { "\(problem). \($0)" } ?? problem }

  /// What is wrong, without what to do.
  public var problem: String {
    switch self {
    case .io(let file, let doing, let reason):
      "\(file): \(doing) failed: \(reason)"
    case .unrecognised(let file, let found, _):
      "\(file): not a checkpoint that can be read: it looks like \(found)"
    case .malformed(let file, let part, let found, let expected):
      "\(file): damaged or forged: \(part): found \(found), expected \(expected)"
    case .refused(let file, let part, let found, _):
      "\(file): refused: \(part): \(found)"
    case .missingTensor(let file, let name, _):
      "\(file): no tensor is named “\(name)”"
    case .wrongShape(let file, let name, let found, let expected):
      "\(file): tensor “\(name)” has shape \(found), expected \(expected)"
    case .unusedTensors(let file, let names):
      "\(file): \(names.count) tensors that the model has no place for: "
        + names.map { "“\($0)”" }.joined(separator: ", ")
    }
  }

  private var advice: String? {
    switch self {
    case .io: nil
    case .malformed: "Download or save the file again."
    case .unrecognised(_, _, let advice), .refused(_, _, _, let advice),
      .missingTensor(_, _, let advice):
      advice
    case .wrongShape, .unusedTensors:
      "The checkpoint is of another model, or the model's settings differ."
    }
  }
}

public import Dataflow

/// What a stage can't do with what it was given.
public enum StageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// An option makes no sense.
  case option(stage: String, String)
  /// A case can't be processed; the text says why and what to do.
  case unusableCase(String, String)
  /// A slice can't be processed; the text says why and what to do.
  case unusableSlice(String, slice: Int, String)
  /// Something that lies in the run's folder is in the way; the text says what to do about it.
  case inTheWay(stage: String, String)

  public var description: String {
    switch self {
    case .option(let stage, let problem), .inTheWay(let stage, let problem):
      "\(stage): \(problem)"
    case .unusableCase(let id, let problem): "\(id): \(problem)"
    case .unusableSlice(let id, let slice, let problem): "\(id), slice \(slice): \(problem)"
    }
  }
}

extension StageError: NaturedError {
  /// No key says what else lies in the folder: the next run looks again.
  public var nature: ErrorNature {
    switch self {
    case .inTheWay: .passing
    case .option, .unusableCase, .unusableSlice: .lasting
    }
  }
}

extension StageError: AdvisedError {
  /// Leaving out the case doesn't help against an option.
  public var advice: String? {
    switch self {
    case .option, .inTheWay: "once that is put right, the same command tries it again"
    case .unusableCase, .unusableSlice: nil
    }
  }
}

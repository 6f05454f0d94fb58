public import Dataflow

/// What a stage can't do with what it was given.
public enum StageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// An option makes no sense.
  case option(stage: String, String)
  /// A case can't be processed; the text says why and what to do.
  case unusableCase(String, String)
  /// A slice can't be processed; the text says why and what to do.
  case unusableSlice(String, slice: Int, String)

  public var description: String {
    switch self {
    case .option(let stage, let problem): "\(stage): \(problem)"
    case .unusableCase(let id, let problem): "\(id): \(problem)"
    case .unusableSlice(let id, let slice, let problem): "\(id), slice \(slice): \(problem)"
    }
  }
}

extension StageError: AdvisedError {
  /// Leaving out the case doesn't help against an option.
  public var advice: String? {
    switch self {
    case .option: "once that is put right, the same command tries it again"
    case .unusableCase, .unusableSlice: nil
    }
  }
}

import Dataflow
import DurableFiles

/// How a run came to its end.
enum RunEnding {
  case outcome(RunOutcome)
  /// Ended at once, on request.
  case cancelled
  case outOfSpace(any Error)
  case notStarted(any Error)
  case failed(any Error)

  init(_ result: Result<RunOutcome, any Error>, hasStarted: Bool) {
    switch result {
    case .success(let outcome): self = .outcome(outcome)
    case .failure(let error) where error is CancellationError: self = .cancelled
    case .failure(let error as StageFailure) where error.isOutOfSpace: self = .outOfSpace(error)
    case .failure(let error as FileError) where error.isOutOfSpace: self = .outOfSpace(error)
    case .failure(let error): self = hasStarted ? .failed(error) : .notStarted(error)
    }
  }

  var hadNothingToDo: Bool {
    if case .outcome(let outcome) = self { outcome.hadNothingToDo } else { false }
  }

  /// What ended the run early, as the beginning of a message; empty if nothing did.
  var reason: String {
    switch self {
    case .outcome, .cancelled: ""
    case .outOfSpace(let error), .notStarted(let error), .failed(let error): "\(error)\n"
    }
  }

  /// For programs.
  var word: String {
    switch self {
    case .outcome(let outcome): "\(outcome.status)"
    case .cancelled, .outOfSpace: "stopped"
    case .notStarted, .failed: "failed"
    }
  }
}

extension RunExit {
  init(_ status: RunOutcome.Status) {
    self =
      switch status {
      case .done: .done
      case .partlyQuarantined: .quarantined
      case .allQuarantined: .failed
      case .stopped: .interrupted
      }
  }
}

public import DurableFiles

/// How a run takes an error, where the error knows more than the policy of the stage.
public enum ErrorNature: Sendable {
  /// Trying again would give the same.
  case lasting
  /// It may pass: a network file system that did not answer, a disk that hiccupped.
  case passing
  /// The disk is full, which no other item would change: the run stops, to be continued later.
  case outOfSpace
  /// It is not about the item, and the next would fare no better: the folder that the run writes to
  /// fails, or two stages write the same files.
  case ofTheRun

  /// What an error says of itself.
  public init(_ error: any Error) {
    self = (error as? any NaturedError)?.nature ?? .lasting
  }
}

/// An error that knows whether trying again makes sense.
public protocol NaturedError: Error {
  var nature: ErrorNature { get }
}

extension FileError: NaturedError {
  public var nature: ErrorNature {
    if isOutOfSpace { return .outOfSpace }
    return mayPass ? .passing : .lasting
  }
}

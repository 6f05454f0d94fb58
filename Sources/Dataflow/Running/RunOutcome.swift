/// How a run ended that did not fail as a whole.
public struct RunOutcome: Sendable {
  public enum Status: Sendable, Equatable {
    /// Everything got through.
    case done
    /// The run went to its end; some groups or items were set aside.
    case partlyQuarantined
    /// The run went to its end and nothing got through.
    case allQuarantined
    /// Stopped before the end on request.
    case stopped
  }

  public let status: Status
  public let quarantined: [QuarantinedItem]
  /// Groups that are whole at every sink, now or from earlier runs.
  public let completeGroups: [String]
  /// The run at its end.
  public let snapshot: RunSnapshot
}

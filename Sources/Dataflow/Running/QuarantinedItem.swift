/// An item that failed and was set aside.
public struct QuarantinedItem: Sendable {
  public let group: String
  /// `nil` if the whole group failed at once.
  public let index: Int?
  public let stage: String
  /// What the stage threw; a `RecordedFailure` if that was in an earlier run.
  public let error: any Error

  /// What a person can do about it, if the error says.
  public var advice: String? { (error as? any AdvisedError)?.advice }
}

/// The journal's word that a group was set aside, so that it isn't tried again in vain.
public struct SetAsideRecord: Sendable, Hashable, Codable {
  public let group: String
  /// `nil` if the group failed as a whole.
  public let index: Int?
  public let stage: String
  public let error: String
  public let advice: String?
  /// Of everything that led to the failure; when it changes, the group is tried again.
  let key: UnitKey
}

/// A failure of an earlier run, as the journal tells it.
public struct RecordedFailure: Error, Sendable, CustomStringConvertible, AdvisedError {
  public let description: String
  public let advice: String?
}

/// An error that knows what a person can do about it.
public protocol AdvisedError: Error {
  var advice: String? { get }
}

/// A label volume and the reference to score it against.
public struct LabelPair: Sendable, Hashable {
  public let caseID: String
  /// The file to score.
  public let labels: String
  public let reference: String

  public init(caseID: String, labels: String, reference: String) {
    self.caseID = caseID
    self.labels = labels
    self.reference = reference
  }
}

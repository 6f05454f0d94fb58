/// Labels and references paired by case.
public struct LabelPairs: Sendable, Hashable {
  public let labels: LabelCollection
  public let reference: LabelCollection
  /// Cases that both have, sorted.
  public let pairs: [LabelPair]
  /// Cases of the labels that have no reference, sorted.
  public let withoutReference: [String]
  /// Cases of the reference that were not labelled, sorted.
  public let withoutLabels: [String]

  /// - Throws: `ScoringError.noCommonCases` if nothing pairs up.
  public init(labels: LabelCollection, reference: LabelCollection) throws {
    self.labels = labels
    self.reference = reference
    let ids = labels.files.keys.sorted()
    pairs = ids.compactMap { id in
      guard let file = labels.files[id], let expected = reference.files[id] else { return nil }
      return LabelPair(caseID: id, labels: file, reference: expected)
    }
    withoutReference = ids.filter { reference.files[$0] == nil }
    withoutLabels = reference.files.keys.filter { labels.files[$0] == nil }.sorted()
    guard !pairs.isEmpty else {
      throw ScoringError.noCommonCases(
        labels: labels.path, firstLabels: ids.first ?? "", reference: reference.path,
        firstReference: reference.files.keys.min() ?? "")
    }
  }
}

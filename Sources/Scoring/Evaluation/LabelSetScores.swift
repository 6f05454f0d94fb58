/// The scores of one set of label volumes, and what could not be scored.
public struct LabelSetScores: Sendable {
  /// Where the labels lie.
  public let path: String
  /// Sorted by case.
  public private(set) var cases: [CaseScores]
  /// What has labels but no scores, and why.
  public private(set) var setAside: [SetAsideCase]
  /// Cases of the reference that were not labelled.
  public let withoutLabels: [String]

  public init(
    path: String, cases: [CaseScores], setAside: [SetAsideCase] = [], withoutLabels: [String] = []
  ) {
    self.path = path
    self.cases = cases
    self.setAside = setAside
    self.withoutLabels = withoutLabels
  }

  /// Scores pair after pair. A pair that can't be scored is set aside, at no cost to the others.
  ///
  /// - Parameters:
  ///   - classes: what labels may be; none: whatever is found.
  ///   - onCase: called before each pair with how many came before.
  public init(
    scoring pairs: LabelPairs, with scorer: CaseScorer, classes: [Int: String],
    onCase: (Int, LabelPair) -> Void = { _, _ in }
  ) {
    var cases: [CaseScores] = []
    var setAside = pairs.withoutReference.map { id in
      let file = pairs.labels.files[id] ?? id
      return SetAsideCase(
        caseID: id, labels: file,
        reason: "\(ScoringError.noReference(file: file, reference: pairs.reference.path))")
    }
    for (index, pair) in pairs.pairs.enumerated() {
      onCase(index, pair)
      do {
        cases.append(try scorer.score(pair, classes: classes))
      } catch {
        setAside.append(
          SetAsideCase(caseID: pair.caseID, labels: pair.labels, reason: "\(error)"))
      }
    }
    self.init(
      path: pairs.labels.path, cases: cases, setAside: setAside,
      withoutLabels: pairs.withoutLabels)
  }

  /// Sets aside the cases in which other labels than `classes` were predicted.
  mutating func setAsideLabels(beyond classes: [Int: String]) {
    for scores in cases {
      guard let stray = scores.classes.first(where: { classes[$0.label] == nil }) else { continue }
      setAside.append(
        SetAsideCase(
          caseID: scores.caseID, labels: scores.labels,
          reason:
            "\(ScoringError.label(file: scores.labels, value: stray.label, place: "", classes: classes))"
        ))
    }
    cases.removeAll { scores in scores.classes.contains { classes[$0.label] == nil } }
  }
}

/// A case that could not be scored.
public struct SetAsideCase: Sendable, Hashable, Codable {
  public let caseID: String
  public let labels: String
  /// What is wrong and what to do.
  public let reason: String

  public init(caseID: String, labels: String, reason: String) {
    self.caseID = caseID
    self.labels = labels
    self.reason = reason
  }

  enum CodingKeys: String, CodingKey {
    case caseID = "case"
    case labels, reason
  }
}

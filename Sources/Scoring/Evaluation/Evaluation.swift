public import Imaging

/// Label volumes scored against a reference, and perhaps compared with others of the same cases.
///
/// ```swift
/// let evaluation = try Evaluation(labels: "runs/a/labels/box", reference: "Task09_Spleen")
/// try evaluation.write(to: "scores")
/// ```
public struct Evaluation: Sendable {
  public let labels: LabelSetScores
  /// The other set, if there is one.
  public let against: LabelSetScores?
  /// Where the reference lies.
  public let reference: String
  /// Names by label value, without background: what the reference declares; else its label values in all
  /// cases, named by number; `foreground` where labels are merged.
  public let classes: [Int: String]
  public let scorer: CaseScorer
  public let bootstrap: Bootstrap

  /// Scores every case that labels and reference have in common.
  ///
  /// - Parameters:
  ///   - against: other labels, scored likewise and compared.
  ///   - options: which cases to take.
  ///   - onCase: called before each file is scored, with how many of how many came before it.
  /// - Throws: `ScoringError` or `VolumeError` if a place can't be read or has nothing in common with
  ///   the reference. What is wrong with single files is in `setAside`.
  public init(
    labels: String, reference: String, against: String? = nil, scorer: CaseScorer = CaseScorer(),
    bootstrap: Bootstrap = Bootstrap(), _ options: DatasetOptions = DatasetOptions(),
    onCase: (_ done: Int, _ all: Int, LabelPair) -> Void = { _, _, _ in }
  ) throws {
    let expected = try LabelCollection.open(reference, options)
    let pairs = try [labels, against].compactMap { $0 }.map { path in
      try LabelPairs(labels: LabelCollection.open(path, options), reference: expected)
    }
    let all = pairs.map(\.pairs.count).reduce(0, +)
    var done = 0
    let sets = pairs.map { pairs in
      LabelSetScores(
        scoring: pairs, with: scorer,
        classes: scorer.grouping == .merged ? [:] : expected.classes
      ) { _, pair in
        onCase(done, all, pair)
        done += 1
      }
    }
    self.init(
      labels: sets[0], against: sets.count > 1 ? sets[1] : nil, reference: reference,
      declared: expected.classes, scorer: scorer, bootstrap: bootstrap)
  }

  /// Scores that are known already.
  ///
  /// - Parameter declared: the reference's classes; none: those that its volumes have.
  public init(
    labels: LabelSetScores, against: LabelSetScores? = nil, reference: String,
    declared: [Int: String], scorer: CaseScorer, bootstrap: Bootstrap = Bootstrap()
  ) {
    var (labels, against) = (labels, against)
    let classes: [Int: String]
    if scorer.grouping == .merged {
      classes = [1: "foreground"]
    } else if !declared.isEmpty {
      classes = declared.filter { $0.key != 0 }
    } else {
      let found = (labels.cases + (against?.cases ?? [])).flatMap(\.classes)
        .filter { $0.overlap.reference > 0 }.map(\.label)
      classes = Dictionary(uniqueKeysWithValues: Set(found).map { ($0, "\($0)") })
    }
    if !classes.isEmpty {
      labels.setAsideLabels(beyond: classes)
      against?.setAsideLabels(beyond: classes)
    }
    self.labels = labels
    self.against = against
    self.reference = reference
    self.classes = classes
    self.scorer = scorer
    self.bootstrap = bootstrap
  }

  /// The sets that were scored: one, or two.
  public var sets: [LabelSetScores] { [labels] + (against.map { [$0] } ?? []) }

  /// Every class, level and metric of a set, in this order.
  public func summaries(of set: LabelSetScores) -> [MetricSummary] {
    scopes.map { label, name, level, metric in
      MetricSummary(set.cases, label: label, name: name, metric, level, bootstrap)
    }
  }

  /// Both sets compared, by class, level and metric; none if there is one set.
  public var comparisons: [PairedComparison] {
    guard let against else { return [] }
    return scopes.map { label, name, level, metric in
      PairedComparison(
        labels.cases, against.cases, label: label, name: name, metric, level, bootstrap)
    }
  }

  private var scopes: [(Int, String, ScoreLevel, Metric)] {
    classes.sorted { $0.key < $1.key }.flatMap { label, name in
      ScoreLevel.allCases.flatMap { level in level.metrics.map { (label, name, level, $0) } }
    }
  }
}

/// Two sets of labels of the same cases, compared by one metric of one class.
///
/// Differences are those of the first set less the second's, of volumes or slices in which the metric is
/// defined for both. P-values are not corrected for the number of comparisons.
public struct PairedComparison: Sendable, Hashable, Codable {
  /// The label value.
  public let label: Int
  /// The class's name.
  public let name: String
  public let level: ScoreLevel
  public let metric: Metric
  /// Cases with at least one pair.
  public let cases: Int
  /// Volumes, or slices, that are compared.
  public let count: Int
  /// Volumes, or slices, of cases in both sets in which only one of the two, or neither, is defined.
  public let undefined: Int
  /// Nil where nothing can be compared.
  public let meanDifference: Double?
  /// Of the mean difference, by case; nil of fewer than two cases.
  public let interval: Interval?
  /// Of each case's mean difference, since slices of a case are not independent; nil where no case
  /// differs.
  public let wilcoxon: WilcoxonSignedRank?

  /// Compares the cases that are in both sets, by id.
  public init(
    _ first: [CaseScores], _ second: [CaseScores], label: Int, name: String, _ metric: Metric,
    _ level: ScoreLevel, _ bootstrap: Bootstrap
  ) {
    let others = Dictionary(second.map { ($0.caseID, $0) }) { one, _ in one }
    var differences: [[Double]] = []
    var possible = 0
    for scores in first {
      guard let other = others[scores.caseID] else { continue }
      let (mine, theirs) = (scores[label], other[label])
      let pairs: [(Double?, Double?)] =
        switch level {
        case .volume: [(mine.value(metric), theirs.value(metric))]
        case .slice:
          zip(mine.slices, theirs.slices).map { ($0.value(metric), $1.value(metric)) }
        }
      possible += pairs.count
      differences.append(
        pairs.compactMap { one, other in one.flatMap { one in other.map { one - $0 } } })
    }
    let all = differences.flatMap { $0 }
    let means = differences.compactMap(\.mean)
    self.label = label
    self.name = name
    self.level = level
    self.metric = metric
    cases = means.count
    count = all.count
    undefined = possible - all.count
    meanDifference = all.mean
    interval = bootstrap.interval(ofMeanOver: differences)
    wilcoxon = WilcoxonSignedRank(means)
  }
}

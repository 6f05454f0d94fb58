internal import Imaging

/// One metric of one class over all cases.
public struct MetricSummary: Sendable, Hashable, Codable {
  /// The label value.
  public let label: Int
  /// The class's name.
  public let name: String
  public let level: ScoreLevel
  public let metric: Metric
  /// Volumes, or slices, in which the metric is defined: what is averaged.
  public let count: Int
  /// Those in which it is not. They are not averaged.
  public let undefined: Int
  /// Nil where nothing is defined.
  public let mean: Double?
  /// Nil where nothing is defined.
  public let median: Double?
  /// Of the mean, by case; nil of fewer than two cases.
  public let interval: Interval?

  /// Sums up `cases` for a class.
  public init(
    _ cases: [CaseScores], label: Int, name: String, _ metric: Metric, _ level: ScoreLevel,
    _ bootstrap: Bootstrap
  ) {
    let classes = cases.map { $0[label] }
    let values = classes.map { $0.values(metric, level) }
    let all = values.flatMap { $0 }
    self.label = label
    self.name = name
    self.level = level
    self.metric = metric
    count = all.count
    undefined =
      (level == .volume ? classes.count : classes.map(\.slices.count).reduce(0, +)) - all.count
    mean = all.mean
    median = Quantile.median(of: all)
    interval = bootstrap.interval(ofMeanOver: values)
  }
}

extension [Double] {
  /// Nil of no values.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}

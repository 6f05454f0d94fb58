internal import Foundation

/// Scores as people read them.
public enum ScoreText {
  /// Shares with three decimals, distances in mm with two; a dash where undefined.
  public static func number(_ value: Double?, _ metric: Metric) -> String {
    value.map { String(format: metric.isDistance ? "%.2f" : "%.3f", $0) } ?? "–"
  }

  /// "0.812 to 0.934"; a dash where undefined.
  public static func interval(_ interval: Interval?, _ metric: Metric) -> String {
    interval.map { "\(number($0.lower, metric)) to \(number($0.upper, metric))" } ?? "–"
  }

  /// The p-value and how it was found: "0.031 (exact)".
  public static func pValue(_ test: WilcoxonSignedRank?) -> String {
    guard let test else { return "–" }
    let value = test.pValue < 0.001 ? "< 0.001" : String(format: "%.3f", test.pValue)
    return "\(value) (\(test.method.rawValue))"
  }

  public static let summaryColumns = [
    "class", "metric", "per", "n", "mean", "95 % interval", "median", "undefined",
  ]

  /// A row of the table of summaries.
  public static func row(_ summary: MetricSummary) -> [String] {
    [
      summary.name, summary.metric.title, summary.level.rawValue, "\(summary.count)",
      number(summary.mean, summary.metric), interval(summary.interval, summary.metric),
      number(summary.median, summary.metric), "\(summary.undefined)",
    ]
  }

  public static let comparisonColumns = [
    "class", "metric", "per", "n", "cases", "mean difference", "95 % interval", "Wilcoxon's p",
  ]

  /// A row of the table of comparisons.
  public static func row(_ comparison: PairedComparison) -> [String] {
    [
      comparison.name, comparison.metric.title, comparison.level.rawValue, "\(comparison.count)",
      "\(comparison.cases)", number(comparison.meanDifference, comparison.metric),
      interval(comparison.interval, comparison.metric), pValue(comparison.wilcoxon),
    ]
  }
}

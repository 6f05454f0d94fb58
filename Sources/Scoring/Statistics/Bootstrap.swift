internal import Imaging

/// Percentile bootstrap intervals of a mean.
///
/// Efron & Tibshirani, "An introduction to the bootstrap" (1993), chapter 13. What is drawn again, with
/// replacement, is the case: slices of a case are alike, and to draw them singly would make the interval
/// too narrow.
public struct Bootstrap: Sendable, Hashable, Codable {
  /// What the draws follow from.
  public var seed: UInt64
  /// How often all cases are drawn again.
  public var resamples: Int
  /// The share of means that the interval holds.
  public var confidence: Double

  public init(seed: UInt64 = 1984, resamples: Int = 10_000, confidence: Double = 0.95) {
    precondition(resamples > 0 && confidence > 0 && confidence < 1, "an interval of nothing")
    self.seed = seed
    self.resamples = resamples
    self.confidence = confidence
  }

  /// The interval of the mean of one value a case; nil of fewer than two, which say nothing about
  /// how cases differ.
  public func interval(ofMean values: [Double]) -> Interval? {
    interval(ofMeanOver: values.map { [$0] })
  }

  /// The interval of the mean of all values, of which a case may have several; nil of fewer than two
  /// cases with values.
  public func interval(ofMeanOver cases: [[Double]]) -> Interval? {
    let sums = cases.filter { !$0.isEmpty }.map { (sum: $0.reduce(0, +), count: $0.count) }
    guard sums.count > 1 else { return nil }
    var random = SeededGenerator(seed: seed)
    var means = (0..<resamples).map { _ in
      var (sum, count) = (0.0, 0)
      for _ in sums.indices {
        let drawn = sums[random.below(sums.count)]
        sum += drawn.sum
        count += drawn.count
      }
      return sum / Double(count)
    }
    means.sort()
    let tail = (1 - confidence) / 2
    guard let lower = Quantile.linear(ofSorted: means, at: tail),
      let upper = Quantile.linear(ofSorted: means, at: 1 - tail)
    else { return nil }
    return Interval(lower: lower, upper: upper)
  }
}

internal import Foundation

/// The two-sided signed-rank test of whether paired differences lie around zero.
///
/// Wilcoxon, "Individual comparisons by ranking methods" (1945). Differences of zero are dropped, as
/// Wilcoxon does, and equal sizes share the mean of their ranks. `scipy.stats.wilcoxon` gives the same with
/// `zero_method="wilcox"` and `method="exact"` or `"asymptotic"`, whichever `method` says.
public struct WilcoxonSignedRank: Sendable, Hashable, Codable {
  /// How the p-value was found.
  public enum Method: String, Sendable, Hashable, Codable {
    /// From the distribution of the rank sum over all signs: up to 25 differences, no two of the same
    /// size and none zero.
    case exact
    /// From the normal distribution, its variance corrected for ties, without continuity correction.
    case normal
  }

  /// Differences that are not zero: what the test is about.
  public let count: Int
  /// Differences that are zero.
  public let zeros: Int
  /// The sum of the ranks of positive differences.
  public let positiveRanks: Double
  /// The sum of the ranks of negative differences.
  public let negativeRanks: Double
  public let method: Method
  public let pValue: Double

  /// The lesser of both rank sums.
  public var statistic: Double { min(positiveRanks, negativeRanks) }

  /// The most differences whose distribution is gone through.
  public static let largestExactCount = 25

  /// Nil if all differences are zero or one is not finite: then there is nothing to test.
  public init?(_ differences: [Double]) {
    let nonzero = differences.filter { $0 != 0 }
    guard !nonzero.isEmpty, nonzero.allSatisfy(\.isFinite) else { return nil }
    let ordered = nonzero.sorted { abs($0) < abs($1) }
    var (positive, negative, ties) = (0.0, 0.0, 0.0)
    var start = 0
    while start < ordered.count {
      let end = ordered[start...].firstIndex { abs($0) != abs(ordered[start]) } ?? ordered.count
      let rank = Double(start + 1 + end) / 2
      for difference in ordered[start..<end] {
        if difference > 0 { positive += rank } else { negative += rank }
      }
      let size = Double(end - start)
      ties += size * size * size - size
      start = end
    }
    count = ordered.count
    zeros = differences.count - ordered.count
    positiveRanks = positive
    negativeRanks = negative
    if count <= Self.largestExactCount, zeros == 0, ties == 0 {
      method = .exact
      pValue = Self.exactPValue(statistic: Int(min(positive, negative)), count: count)
    } else {
      method = .normal
      let n = Double(count)
      let variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
      let z = (positive - n * (n + 1) / 4) / variance.squareRoot()
      pValue = erfc(abs(z) / 2.0.squareRoot())
    }
  }

  /// Twice the share of all 2ⁿ choices of signs whose positive ranks add up to `statistic` at most.
  private static func exactPValue(statistic: Int, count: Int) -> Double {
    // ways[s]: sets of ranks that add up to s
    var ways = [Double](repeating: 0, count: count * (count + 1) / 2 + 1)
    ways[0] = 1
    for rank in 1...count {
      for sum in stride(from: ways.count - 1, through: rank, by: -1) {
        ways[sum] += ways[sum - rank]
      }
    }
    let share = ways[...statistic].reduce(0, +) / ways.reduce(0, +)
    return min(1, 2 * share)
  }
}

internal import Foundation

/// The two-sided signed-rank test of whether paired differences lie around zero.
///
/// Wilcoxon, "Individual comparisons by ranking methods" (1945). Differences of zero are dropped, as
/// Wilcoxon does, and equal sizes share the mean of their ranks. `scipy.stats.wilcoxon` gives the same with
/// `zero_method="wilcox"` and `method="exact"` or `"asymptotic"`, whichever `method` says; with ties or zeros
/// its exact one is `method=PermutationMethod()` over all signs.
public struct WilcoxonSignedRank: Sendable, Hashable, Codable {
  /// How the p-value was found.
  public enum Method: String, Sendable, Hashable, Codable {
    /// From the distribution of the rank sum over all signs of the differences that are not zero, up to
    /// 25 of them; ranks that ties share count as they are.
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
    // Twice each rank, which is whole for those that are shared, too.
    var doubled: [Int] = []
    var start = 0
    while start < ordered.count {
      let end = ordered[start...].firstIndex { abs($0) != abs(ordered[start]) } ?? ordered.count
      let rank = Double(start + 1 + end) / 2
      for difference in ordered[start..<end] {
        if difference > 0 { positive += rank } else { negative += rank }
      }
      doubled += Array(repeating: start + 1 + end, count: end - start)
      let size = Double(end - start)
      ties += size * size * size - size
      start = end
    }
    count = ordered.count
    zeros = differences.count - ordered.count
    positiveRanks = positive
    negativeRanks = negative
    if count <= Self.largestExactCount {
      method = .exact
      pValue = Self.exactPValue(
        doubledStatistic: Int(2 * min(positive, negative)), doubledRanks: doubled)
    } else {
      method = .normal
      let n = Double(count)
      let variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
      let z = (positive - n * (n + 1) / 4) / variance.squareRoot()
      pValue = erfc(abs(z) / 2.0.squareRoot())
    }
  }

  /// Twice the share of all 2ⁿ choices of signs whose positive ranks add up to the statistic at most.
  private static func exactPValue(doubledStatistic: Int, doubledRanks: [Int]) -> Double {
    // ways[s]: sets of doubled ranks that add up to s
    var ways = [Double](repeating: 0, count: doubledRanks.reduce(0, +) + 1)
    ways[0] = 1
    for rank in doubledRanks {
      for sum in stride(from: ways.count - 1, through: rank, by: -1) {
        ways[sum] += ways[sum - rank]
      }
    }
    let share = ways[...doubledStatistic].reduce(0, +) / ways.reduce(0, +)
    return min(1, 2 * share)
  }
}

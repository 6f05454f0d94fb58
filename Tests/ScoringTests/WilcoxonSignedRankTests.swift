import Scoring
import Testing

/// Against scipy.stats.wilcoxon 1.17.1.
struct WilcoxonSignedRankTests {
  @Test func exactDistributionIsScipys() throws {
    let test = try #require(WilcoxonSignedRank([1, 2, 3, 4, 5, -6]))
    #expect(test.method == .exact)
    #expect(test.statistic == 6)
    #expect(abs(test.pValue - 0.4375) < 1e-12)
    let other = try #require(WilcoxonSignedRank([0.02, -0.01, 0.06, 0.061, 0.05, 0.03, -0.04]))
    #expect(other.statistic == 5)
    #expect(abs(other.pValue - 0.15625) < 1e-12)
  }

  @Test func zerosAreDroppedAndNothingIsNoTest() throws {
    #expect(WilcoxonSignedRank([0, 0]) == nil)
    #expect(WilcoxonSignedRank([]) == nil)
    let test = try #require(WilcoxonSignedRank([0, 1, -2]))
    #expect(test.zeros == 1 && test.count == 2 && test.method == .normal)
  }
}

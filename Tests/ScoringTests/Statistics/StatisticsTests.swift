import Imaging
import Scoring
import Testing

struct StatisticsTests {
  @Test func signedRanksAgreeWithSciPy() throws {
    for (index, expected) in try References.load().signedRank.enumerated() {
      let found = try #require(WilcoxonSignedRank(expected.differences))
      #expect(found.method.rawValue == expected.method, "sample \(index)")
      #expect(found.statistic == expected.statistic, "sample \(index)")
      #expect(abs(found.pValue - expected.p) <= 1e-12, "sample \(index)")
      #expect(found.count + found.zeros == expected.differences.count)
    }
  }

  /// Every choice of signs of six ranks, gone through.
  @Test func exactPValuesAreShares() throws {
    for signs in 0..<64 {
      let differences = (0..<6).map { Double($0 + 1) * (signs >> $0 & 1 == 1 ? 1 : -1) }
      let found = try #require(WilcoxonSignedRank(differences))
      let sums = (0..<64).map { other in
        (0..<6).filter { other >> $0 & 1 == 1 }.map { $0 + 1 }.reduce(0, +)
      }
      let share = Double(sums.count { Double($0) <= found.statistic }) / 64
      #expect(abs(found.pValue - min(1, 2 * share)) < 1e-15)
    }
  }

  @Test func nothingDiffersNothingIsTested() {
    #expect(WilcoxonSignedRank([0, 0, 0]) == nil)
    #expect(WilcoxonSignedRank([]) == nil)
    #expect(WilcoxonSignedRank([1, .nan]) == nil)
  }

  /// Both ends are random: within a twelfth of the mean's standard deviation with 200,000 resamples there
  /// and 20,000 here.
  @Test func intervalsAgreeWithSciPy() throws {
    for expected in try References.load().intervals {
      let found = try #require(
        Bootstrap(seed: 7, resamples: 20_000).interval(ofMean: expected.values))
      #expect(abs(found.lower - expected.low) <= expected.deviation / 12)
      #expect(abs(found.upper - expected.high) <= expected.deviation / 12)
    }
  }

  @Test func theSameSeedGivesTheSameInterval() {
    let values = [0.1, 0.5, 0.9, 0.7, 0.3]
    #expect(
      Bootstrap(seed: 1).interval(ofMean: values) == Bootstrap(seed: 1).interval(ofMean: values))
    #expect(
      Bootstrap(seed: 1, resamples: 100).interval(ofMean: values)
        != Bootstrap(seed: 2, resamples: 100).interval(ofMean: values))
  }

  /// Two cases of one and three slices: the mean over slices of the four equally likely draws is 0,
  /// 0.75, 0.75 or 1, so that 2.5 % and 97.5 % are the extremes.
  @Test func casesAreDrawnWhole() throws {
    let found = try #require(Bootstrap().interval(ofMeanOver: [[0], [1, 1, 1], []]))
    #expect(found == Interval(lower: 0, upper: 1))
    let middle = try #require(
      Bootstrap(confidence: 0.4).interval(ofMeanOver: [[0], [1, 1, 1]]))
    #expect(middle == Interval(lower: 0.75, upper: 0.75))
  }

  @Test func oneCaseHasNoInterval() {
    #expect(Bootstrap().interval(ofMean: [0.5]) == nil)
    #expect(Bootstrap().interval(ofMeanOver: [[0.5, 0.7], []]) == nil)
  }
}

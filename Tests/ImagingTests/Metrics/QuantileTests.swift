import Imaging
import Testing

struct QuantileTests {
  /// `numpy.percentile([1, 2, 4, 8, 16], [0, 5, 50, 95, 100])`.
  @Test(arguments: [(0, 1), (0.05, 1.2), (0.5, 4), (0.95, 14.4), (1, 16)])
  func agreesWithNumPy(_ share: Double, _ expected: Double) throws {
    let found = try #require(Quantile.linear(ofSorted: [1, 2, 4, 8, 16], at: share))
    #expect(abs(found - expected) < 1e-12)
  }

  @Test func mediansAndNothing() {
    #expect(Quantile.median(of: [5, 1, 3]) == 3)
    #expect(Quantile.median(of: [4, 1, 3, 2]) == 2.5)
    #expect(Quantile.median(of: []) == nil)
    #expect(Quantile.linear(ofSorted: [7], at: 0.95) == 7)
  }
}

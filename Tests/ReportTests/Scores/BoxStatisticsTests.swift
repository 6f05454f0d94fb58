import Testing

@testable import Report

struct BoxStatisticsTests {
  /// Quantile of type 7, from the sorted values.
  private func quantile(_ share: Double, _ sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }

  @Test("Quartiles are those of the sorted values, to 1e-9", arguments: [1, 2, 3, 4, 5, 50, 1001])
  func quartiles(count: Int) throws {
    var random = Pseudorandom(UInt64(count))
    // Five decimals, as in scores.csv, with repetitions.
    let values = (0..<count).map { index in
      index % 3 == 0 ? 0.5 : (random.next() * 1e5).rounded() / 1e5
    }
    let sorted = values.sorted()
    let box = try #require(BoxStatistics(values))
    #expect(box.count == count)
    #expect(abs(box.mean - values.reduce(0, +) / Double(count)) < 1e-9)
    #expect(abs(box.lowerQuartile - quantile(0.25, sorted)) < 1e-9)
    #expect(abs(box.median - quantile(0.5, sorted)) < 1e-9)
    #expect(abs(box.upperQuartile - quantile(0.75, sorted)) < 1e-9)
    #expect(box.minimum == sorted[0] && box.maximum == sorted[count - 1])
    let reach = 1.5 * (quantile(0.75, sorted) - quantile(0.25, sorted))
    let inside = sorted.filter {
      $0 >= quantile(0.25, sorted) - reach - 1e-12 && $0 <= quantile(0.75, sorted) + reach + 1e-12
    }
    // A whisker never ends inside the box.
    let lower = min(inside[0], quantile(0.25, sorted))
    let upper = max(inside[inside.count - 1], quantile(0.75, sorted))
    #expect(abs(box.whiskers.lowerBound - lower) < 1e-9)
    #expect(abs(box.whiskers.upperBound - upper) < 1e-9)
  }

  @Test("A known box: quartiles 0.2, 0.3, 0.4, one outlier")
  func known() throws {
    let box = try #require(BoxStatistics([0.1, 0.2, 0.3, 0.4, 0.95]))
    #expect(box.lowerQuartile == 0.2 && box.median == 0.3 && box.upperQuartile == 0.4)
    #expect(box.whiskers == 0.1...0.4)
    #expect(box.outliers == [0.95])
  }

  @Test("No more outliers than can be drawn, the outermost first")
  func manyOutliers() throws {
    let outliers = (1...200).map { Double($0) / 1000 }
    let box = try #require(BoxStatistics(Array(repeating: 0.9, count: 2000) + outliers))
    #expect(box.outliers == Array(outliers.prefix(BoxStatistics.mostOutliers)))
  }

  @Test("Nothing has no box, and what is no number is not counted")
  func nothing() {
    #expect(BoxStatistics([Double]()) == nil)
    #expect(BoxStatistics([Double.nan, .infinity, 1e300]) == nil)
  }

  @Test("A histogram counts every value once, those at the ends too")
  func histogram() {
    let distribution = Distribution([0, 0.049, 0.05, 0.5, 0.999, 1, 1.2, -3])
    #expect(
      distribution.histogram(0...1, bins: 20)
        == [3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 3])
  }
}

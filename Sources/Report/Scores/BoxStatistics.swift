/// What a box plot shows of a distribution (Tukey 1977).
public struct BoxStatistics: Sendable, Equatable, Codable {
  public let count: Int
  public let mean: Double
  public let minimum: Double
  public let lowerQuartile: Double
  public let median: Double
  public let upperQuartile: Double
  public let maximum: Double
  /// The outermost values within 1.5 interquartile ranges of the box, or the box’s own edge where all
  /// values beyond it are outliers.
  public let whiskers: ClosedRange<Double>
  /// Values beyond the whiskers, each once; at most `mostOutliers`, the outermost.
  public let outliers: [Double]

  /// More dots than these can't be told apart.
  public static let mostOutliers = 80

  /// `nil` if there are no values.
  ///
  /// Quartiles interpolate between values linearly, as R (type 7) and NumPy do by default.
  public init?(_ distribution: Distribution) {
    guard let mean = distribution.mean else { return nil }
    let values = distribution.values
    count = distribution.count
    self.mean = mean
    minimum = values[0].value
    maximum = values[values.count - 1].value
    let quartiles = Self.quantiles([0.25, 0.5, 0.75], of: values, count: count)
    (lowerQuartile, median, upperQuartile) = (quartiles[0], quartiles[1], quartiles[2])
    let reach = 1.5 * (upperQuartile - lowerQuartile)
    let (low, high) = (lowerQuartile - reach, upperQuartile + reach)
    // An interpolated quartile may lie outside all values within reach.
    let inside = values.map(\.value).filter { $0 >= low && $0 <= high }
    whiskers =
      min(
        inside.first ?? lowerQuartile, lowerQuartile)...max(
        inside.last ?? upperQuartile, upperQuartile)
    let below = values.map(\.value).prefix { $0 < low }
    let above = values.map(\.value).reversed().prefix { $0 > high }
    outliers = Array((below.prefix(Self.mostOutliers) + above).prefix(Self.mostOutliers))
  }

  /// The same of plain values.
  public init?(_ values: some Sequence<Double>) {
    self.init(Distribution(values))
  }

  private static func quantiles(
    _ shares: [Double], of values: [(value: Double, count: Int)], count: Int
  ) -> [Double] {
    var ends: [Int] = []
    var seen = 0
    for value in values {
      seen += value.count
      ends.append(seen)
    }
    func ranked(_ rank: Int) -> Double {
      values[ends.firstIndex { $0 > rank } ?? values.count - 1].value
    }
    return shares.map { share in
      let position = share * Double(count - 1)
      let rank = Int(position)
      let (lower, upper) = (ranked(rank), ranked(min(rank + 1, count - 1)))
      return lower + (position - Double(rank)) * (upper - lower)
    }
  }
}

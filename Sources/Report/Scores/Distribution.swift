/// How scores are distributed, without keeping every score.
///
/// Scores are counted by value, rounded to 1e-5: the precision of scores.csv, so that what is said of
/// them is exact. A distribution of scores between 0 and 1 never has more than 100,001 values,
/// whatever their number.
public struct Distribution: Sendable, Equatable, Codable {
  /// Counts by value, in steps of 1e-5.
  private var counts: [Int: Int] = [:]
  public private(set) var count = 0
  private var sum = 0

  private static let steps = 1e5

  public init(_ values: some Sequence<Double> = []) {
    for value in values { add(value) }
  }

  /// Counts a score; what is no number, or beyond ±1e6, is passed over.
  public mutating func add(_ value: Double) {
    guard value.isFinite, abs(value) <= 1e6 else { return }
    let step = Int((value * Self.steps).rounded())
    counts[step, default: 0] += 1
    count += 1
    sum += step
  }

  public var isEmpty: Bool { count == 0 }

  public var mean: Double? {
    isEmpty ? nil : Double(sum) / Self.steps / Double(count)
  }

  /// The values in ascending order, each with how often it occurs.
  public var values: [(value: Double, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { (Double($0.key) / Self.steps, $0.value) }
  }

  /// Counts of values in equal bins over `range`; what lies outside counts in the outermost.
  public func histogram(_ range: ClosedRange<Double>, bins: Int) -> [Int] {
    var result = [Int](repeating: 0, count: max(bins, 1))
    let width = range.upperBound - range.lowerBound
    for (step, number) in counts {
      let share = (Double(step) / Self.steps - range.lowerBound) / (width > 0 ? width : 1)
      let bin = (share * Double(result.count)).rounded(.down)
      result[Int(min(max(bin, 0), Double(result.count - 1)))] += number
    }
    return result
  }
}

/// A range that a quantity lies in with some confidence.
public struct Interval: Sendable, Hashable, Codable {
  public let lower: Double
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}

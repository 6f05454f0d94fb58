/// A point prompt: `x` is a column, `y` a row, in pixels, 0-based pixel centres.
public struct PromptPoint: Sendable, Hashable {
  /// Column.
  public var x: Double
  /// Row.
  public var y: Double

  /// A point at column `x`, row `y`.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

extension PromptPoint: Codable {
  /// Reads `[x, y]`.
  public init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    x = try list.decode(Double.self)
    y = try list.decode(Double.self)
  }

  /// Writes `[x, y]`.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(x)
    try list.encode(y)
  }
}

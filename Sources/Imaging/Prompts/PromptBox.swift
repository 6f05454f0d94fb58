/// A box prompt: `x` is a column, `y` a row, in pixels, 0-based pixel centres; corners inside.
public struct PromptBox: Sendable, Hashable {
  /// Left column.
  public var x0: Double
  /// Upper row.
  public var y0: Double
  /// Right column.
  public var x1: Double
  /// Lower row.
  public var y1: Double

  /// A box from its upper left to its lower right corner.
  public init(x0: Double, y0: Double, x1: Double, y1: Double) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  /// The tight box of a component.
  public init(_ box: PixelBox) {
    self.init(x0: Double(box.x0), y0: Double(box.y0), x1: Double(box.x1), y1: Double(box.y1))
  }

  /// `[x0, y0, x1, y1]`.
  public var coordinates: [Double] { [x0, y0, x1, y1] }
}

extension PromptBox: Codable {
  /// Reads `[x0, y0, x1, y1]`.
  public init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    let values = try (0..<4).map { _ in try list.decode(Double.self) }
    self.init(x0: values[0], y0: values[1], x1: values[2], y1: values[3])
  }

  /// Writes `[x0, y0, x1, y1]`.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(contentsOf: coordinates)
  }
}

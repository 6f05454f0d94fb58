/// The extents of a picture, in pixels.
public struct ImageSize: Hashable, Sendable, Codable, CustomStringConvertible {
  public var height: Int
  public var width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public var description: String { "\(height)×\(width)" }
}

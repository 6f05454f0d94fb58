/// An 8-bit picture in memory, rows from the top, channels interleaved: `(H, W, C)`.
public struct ByteImage: Equatable, Sendable {
  public let height: Int
  public let width: Int
  /// 1 (grey) or 3 (red, green, blue).
  public let channels: Int
  /// `height * width * channels` bytes.
  public let pixels: [UInt8]

  /// Wraps `pixels`, of which there must be as many as the extents say.
  public init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
    precondition(channels == 1 || channels == 3, "a picture is grey or has three channels")
    precondition(
      height >= 0 && width >= 0 && pixels.count == height * width * channels,
      "as many bytes as the extents say")
    self.height = height
    self.width = width
    self.channels = channels
    self.pixels = pixels
  }

  public var size: ImageSize { ImageSize(height: height, width: width) }
  public var isEmpty: Bool { pixels.isEmpty }
}

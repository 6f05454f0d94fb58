public import Tensors

/// Resizes pictures so that their longest side has a given length, and coordinates with them:
/// segment_anything/utils/transforms.py.
public struct ResizeLongestSide: Sendable {
  public let targetLength: Int

  public init(targetLength: Int) {
    self.targetLength = targetLength
  }

  /// The size a picture of `size` is resized to: the shorter side is rounded half up. It may be 0
  /// for a picture that is more than twice as long as `targetLength` times its width.
  public func preprocessShape(_ size: ImageSize) -> ImageSize {
    let scale = Double(targetLength) / Double(max(size.height, size.width))
    return ImageSize(
      height: Int(Double(size.height) * scale + 0.5), width: Int(Double(size.width) * scale + 0.5))
  }

  /// Resizes as Pillow's bilinear filter does, to the byte.
  public func applyImage(_ image: ByteImage) -> ByteImage {
    image.resized(to: preprocessShape(image.size), filter: .bilinear)
  }

  /// Maps points of a picture of `originalSize` to the resized picture.
  public func applyCoords(_ coords: [ImagePoint], originalSize: ImageSize) -> [ImagePoint] {
    let newSize = preprocessShape(originalSize)
    let xScale = Double(newSize.width) / Double(originalSize.width)
    let yScale = Double(newSize.height) / Double(originalSize.height)
    return coords.map { ImagePoint(x: $0.x * xScale, y: $0.y * yScale) }
  }

  /// Maps a box like its corners.
  public func applyBox(_ box: ImageBox, originalSize: ImageSize) -> ImageBox {
    let corners = applyCoords(
      [ImagePoint(x: box.x0, y: box.y0), ImagePoint(x: box.x1, y: box.y1)],
      originalSize: originalSize)
    return ImageBox(x0: corners[0].x, y0: corners[0].y, x1: corners[1].x, y1: corners[1].y)
  }
}

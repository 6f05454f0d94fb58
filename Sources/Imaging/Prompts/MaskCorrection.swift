/// Where a mask is most wrong, as a person would click to correct it.
///
/// After the second passes of Häkkinen et al., arXiv 2409.20253.
public struct MaskCorrection: Sendable, Hashable {
  /// In the largest 4-connected region that the mask misses, the pixel furthest from its edge; `nil`
  /// if the mask misses nothing.
  public let missed: PromptPoint?
  /// The same for what the mask has in excess.
  public let excess: PromptPoint?

  /// Compares a mask with what it should be.
  ///
  /// - Parameters:
  ///   - mask: `(R, C)`, not zero where the mask is.
  ///   - isObject: whether the pixel at this index, row-major, is of the object.
  ///   - isAllowed: whether the mask may have that pixel all the same.
  public init(
    mask: Plane<UInt8>, isObject: (Int) -> Bool, isAllowed: (Int) -> Bool = { _ in false }
  ) {
    var missed = Plane<UInt8>(rows: mask.rows, columns: mask.columns, repeating: 0)
    var excess = missed
    for (index, pixel) in mask.pixels.enumerated() {
      if isObject(index) {
        missed.pixels[index] = pixel == 0 ? 1 : 0
      } else if pixel != 0 {
        excess.pixels[index] = isAllowed(index) ? 0 : 1
      }
    }
    self.missed = ConnectedComponents(of: missed).interiorOfLargest
    self.excess = ConnectedComponents(of: excess).interiorOfLargest
  }
}

extension ConnectedComponents {
  /// The interior of the component of the most pixels, the first among equals.
  fileprivate var interiorOfLargest: PromptPoint? {
    var largest: Component?
    for component in components where component.pixelCount > largest?.pixelCount ?? 0 {
      largest = component
    }
    return largest.map { component in
      let pixel = interior(of: component)
      return PromptPoint(x: Double(pixel.x), y: Double(pixel.y))
    }
  }
}

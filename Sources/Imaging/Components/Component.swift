/// What is known of one connected component of a mask.
public struct Component: Sendable, Hashable {
  /// The component's number in its mask: 1, 2, … in the order of their first pixels, row by row.
  public let number: Int
  /// Its area in pixels.
  public let pixelCount: Int
  /// The tight box.
  public let box: PixelBox
  /// Sum of the pixels' columns and rows, exact, from which the centroid follows.
  let sumX: Int
  let sumY: Int

  /// The mean of the pixels' centres, as `scipy.ndimage.center_of_mass` has it.
  public var centroid: (x: Double, y: Double) {
    (Double(sumX) / Double(pixelCount), Double(sumY) / Double(pixelCount))
  }
}

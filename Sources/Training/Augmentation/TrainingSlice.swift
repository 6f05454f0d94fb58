/// One slice as a network sees it.
public struct TrainingSlice: Hashable, Sendable {
  /// The label value of pixels that the loss ignores.
  public static let ignored: UInt8 = 255

  public var height: Int
  public var width: Int
  /// `(H, W)`, 0 to 1.
  public var image: [Float]
  /// `(H, W)`: label values; 0 is background, 255 is ignored by the loss.
  public var target: [UInt8]
  /// `(H, W)`: how sure the label is, its probability × 255. Nil if all are.
  public var confidence: [UInt8]?

  public init(
    height: Int, width: Int, image: [Float], target: [UInt8], confidence: [UInt8]? = nil
  ) {
    self.height = height
    self.width = width
    self.image = image
    self.target = target
    self.confidence = confidence
    checkCounts()
  }

  /// Traps unless there is one of everything for each pixel, which whoever makes or changes a slice
  /// sees to: kernels rely on it.
  func checkCounts() {
    precondition(
      height >= 0 && width >= 0 && image.count == height * width && target.count == image.count
        && confidence?.count ?? image.count == image.count,
      "a slice of \(height) × \(width) has as many pixels, targets and confidences")
  }
}

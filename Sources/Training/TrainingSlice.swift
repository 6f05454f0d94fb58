/// One slice as a network is shown it.
public struct TrainingSlice: Sendable, Equatable {
  /// The label value of pixels that no loss looks at.
  public static let ignored: UInt8 = 255

  public var height: Int
  public var width: Int
  /// `(H, W)`, 0 to 1.
  public var image: [Float]
  /// `(H, W)` label values; 255 is ignored.
  public var target: [UInt8]
  /// `(H, W)`: how sure it is that a pixel has its label, 0 to 255. Of the foreground, where there is
  /// one class. Nil if labels are certain.
  public var confidence: [UInt8]?
  /// How much the slice counts in the loss.
  public var weight: Float

  public init(
    height: Int, width: Int, image: [Float], target: [UInt8], confidence: [UInt8]? = nil,
    weight: Float = 1
  ) {
    precondition(image.count == height * width && target.count == height * width)
    self.height = height
    self.width = width
    self.image = image
    self.target = target
    self.confidence = confidence
    self.weight = weight
  }
}

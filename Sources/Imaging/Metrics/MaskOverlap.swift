/// How much of a predicted and a reference mask coincides, in pixels; adds up over slices.
public struct MaskOverlap: Sendable, Hashable, Codable {
  /// Pixels that are foreground in the prediction.
  public var predicted: Int
  /// Pixels that are foreground in the reference.
  public var reference: Int
  /// Pixels that are foreground in both.
  public var intersection: Int

  /// Counts that are known already.
  public init(predicted: Int = 0, reference: Int = 0, intersection: Int = 0) {
    self.predicted = predicted
    self.reference = reference
    self.intersection = intersection
  }

  /// Counts the pixels that are not zero.
  ///
  /// Throws `PictureError.sizes` if the planes differ in size.
  public init(predicted: Plane<UInt8>, reference: Plane<UInt8>) throws {
    try checkSameSize(predicted, reference)
    self.init()
    for (p, r) in zip(predicted.pixels, reference.pixels) {
      self.predicted += p != 0 ? 1 : 0
      self.reference += r != 0 ? 1 : 0
      intersection += p != 0 && r != 0 ? 1 : 0
    }
  }

  /// Whether neither mask has a pixel: then no score exists.
  public var isEmpty: Bool { predicted == 0 && reference == 0 }

  /// `2 |P ∩ R| / (|P| + |R|)`; nil when both are empty, so that an empty slice is counted as
  /// such and not as a perfect or failed one.
  public var dice: Double? {
    isEmpty ? nil : 2 * Double(intersection) / Double(predicted + reference)
  }

  /// `|P ∩ R| / |P ∪ R|`; nil when both are empty.
  public var iou: Double? {
    isEmpty ? nil : Double(intersection) / Double(predicted + reference - intersection)
  }

  /// `|P ∩ R| / |P|`, the positive predictive value; nil when nothing was predicted.
  public var precision: Double? {
    predicted == 0 ? nil : Double(intersection) / Double(predicted)
  }

  /// `|P ∩ R| / |R|`, the sensitivity; nil when the reference is empty.
  public var recall: Double? {
    reference == 0 ? nil : Double(intersection) / Double(reference)
  }

  /// The counts of two slices together.
  public static func + (a: MaskOverlap, b: MaskOverlap) -> MaskOverlap {
    MaskOverlap(
      predicted: a.predicted + b.predicted, reference: a.reference + b.reference,
      intersection: a.intersection + b.intersection)
  }

  /// Adds the counts of another slice.
  public static func += (a: inout MaskOverlap, b: MaskOverlap) { a = a + b }
}

func checkSameSize<A, B>(_ predicted: Plane<A>, _ reference: Plane<B>) throws {
  guard predicted.rows == reference.rows, predicted.columns == reference.columns else {
    throw PictureError.sizes(
      predicted: (predicted.rows, predicted.columns),
      reference: (reference.rows, reference.columns))
  }
}

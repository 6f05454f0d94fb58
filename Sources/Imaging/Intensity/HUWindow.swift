/// A range of Hounsfield units that is spread over the grey values of a picture.
///
/// Kept as `Double`, because the reference recipe subtracts the two bounds before rounding to
/// `Float`.
public struct HUWindow: Sendable, Hashable {
  /// HU shown as black.
  public let low: Double
  /// HU shown as white; above `low`.
  public let high: Double

  /// A window from `low` to `high` HU.
  ///
  /// Throws `PictureError.window` unless both are finite (as `Float`, too) and `low < high`.
  public init(low: Double, high: Double) throws {
    let (lowest, highest, width) = (Float(low), Float(high), Float(high - low))
    guard lowest.isFinite, highest.isFinite, width.isFinite, lowest < highest else {
      throw PictureError.window(low: low, high: high)
    }
    self.low = low
    self.high = high
  }

  private init(known low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  /// −175 … 250 HU, used for all six Decathlon tasks by Häkkinen et al., arXiv 2409.20253.
  public static let study = HUWindow(known: -175, 250)
  /// −160 … 240 HU, MedSAM's soft-tissue window.
  public static let medSAM = HUWindow(known: -160, 240)
}

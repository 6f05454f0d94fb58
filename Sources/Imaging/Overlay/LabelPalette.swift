/// Colours for label values that people with any colour vision can tell apart.
///
/// Okabe & Ito, "Color universal design" (2008), without yellow, which marks the reference, and
/// without black.
public enum LabelPalette {
  /// The outline of the reference.
  public static let reference = RGB(0xF0, 0xE4, 0x42)
  /// A point inside the object.
  public static let positivePoint = RGB(0x2E, 0xD1, 0x5A)
  /// A point in the background.
  public static let negativePoint = RGB(0xF0, 0x35, 0x35)

  private static let labels = [
    RGB(0x56, 0xB4, 0xE9), RGB(0xE6, 0x9F, 0x00), RGB(0xCC, 0x79, 0xA7), RGB(0x00, 0x9E, 0x73),
    RGB(0xD5, 0x5E, 0x00), RGB(0x00, 0x72, 0xB2),
  ]

  /// The colour of label value `label`, 1 or more. From the seventh on, hues lie a golden angle apart:
  /// bright, stable, and unlike their neighbours'.
  public static func colour(ofLabel label: Int) -> RGB {
    let label = max(label, 1)
    guard label > labels.count else { return labels[label - 1] }
    let hue = (Double(label - 1) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) * 6
    func channel(_ shift: Double) -> UInt8 {
      let position = (hue + shift).truncatingRemainder(dividingBy: 6)
      let share = min(max(min(position, 4 - position), 0), 1)
      return UInt8(255 - (share * 205).rounded())
    }
    return RGB(channel(5), channel(3), channel(1))
  }
}

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

  /// The colour of label value `label`, 1 or more; repeats after six.
  public static func colour(ofLabel label: Int) -> RGB {
    labels[(max(label, 1) - 1) % labels.count]
  }
}

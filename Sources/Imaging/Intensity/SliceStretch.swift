/// What happens to a windowed slice before it is rounded to bytes.
public enum SliceStretch: String, Sendable, CaseIterable, Codable {
  /// The window's bounds are 0 and 255 in every slice.
  case windowOnly = "window"
  /// The darkest pixel of the slice becomes 0 and the brightest 255; a constant slice becomes 0.
  case minMax = "min-max"
}

/// How slices became pictures before a network saw them; the same must be done before it predicts.
public struct SlicePreparation: Hashable, Sendable, Codable {
  /// HU shown as black and as white.
  public var window: [Double]
  /// `min-max` or `window`: what happens after clipping.
  public var stretch: String
  /// `upright` or `stored`: how slices are cut.
  public var orientation: String

  public init(
    window: [Double] = [-175, 250], stretch: String = "min-max", orientation: String = "upright"
  ) {
    self.window = window
    self.stretch = stretch
    self.orientation = orientation
  }
}

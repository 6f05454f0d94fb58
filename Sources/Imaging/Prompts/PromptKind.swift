/// How a prompt is made from a component of a reference label, after Häkkinen et al.,
/// arXiv 2409.20253.
public enum PromptKind: String, Sendable, CaseIterable, Codable {
  /// The component's tight box, both corners inside.
  case box
  /// The box, every side moved outwards by a random 0 … 10 pixels.
  case jitteredBox = "jittered-box"
  /// The component's centroid, rounded to the nearest pixel, halves to even.
  case centroid
  /// The centroid; where it falls outside, the component's pixel nearest to it.
  case snapped
  /// The component's pixel furthest from its edge.
  case interior
  /// The box and the snapped centroid.
  case boxAndPoint = "box+point"
  /// The box and a random background point near it.
  case boxAndBackground = "box+background"
  /// One box around all components of the label, with an interior point for each.
  case oneBoxAndPoints = "one-box+points"
  /// The box, then once more with a point in the largest region that its mask misses.
  case boxThenPoint = "box-then-point"
  /// The box, then once more with a background point in the largest region that its mask has in
  /// excess.
  case boxThenBackground = "box-then-background"
  /// The box, then once more with both.
  case boxThenBoth = "box-then-point+background"

  /// Where the points of a second pass lie.
  public enum SecondPass: Sendable, CaseIterable {
    /// In what the first mask misses.
    case missed
    /// In what it has in excess.
    case excess
    case both
  }

  /// The second pass that corrects the first one's mask by the reference; `nil` for kinds with one
  /// pass.
  public var secondPass: SecondPass? {
    switch self {
    case .boxThenPoint: .missed
    case .boxThenBackground: .excess
    case .boxThenBoth: .both
    case .box, .jitteredBox, .centroid, .snapped, .interior, .boxAndPoint, .boxAndBackground,
      .oneBoxAndPoints:
      nil
    }
  }

  /// Whether its prompts follow from a seed, the case's name and the slice too.
  public var isRandom: Bool { self == .jitteredBox || self == .boxAndBackground }

  /// Whether its prompts have a box.
  public var usesBox: Bool {
    switch self {
    case .box, .jitteredBox, .boxAndPoint, .boxAndBackground, .oneBoxAndPoints, .boxThenPoint,
      .boxThenBackground, .boxThenBoth:
      true
    case .centroid, .snapped, .interior: false
    }
  }

  /// Whether the model's single mask is taken; otherwise the first of its three.
  public var usesSingleMask: Bool { usesBox }
}

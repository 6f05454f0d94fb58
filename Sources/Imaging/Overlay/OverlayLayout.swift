/// How an overlay is arranged.
public enum OverlayLayout: String, Sendable, CaseIterable, Codable {
  /// One picture with everything on it.
  case single
  /// Three pictures beside each other: image and prompts, reference, prediction.
  case sideBySide = "side-by-side"
}

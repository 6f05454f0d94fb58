/// Whether label values are told apart.
public enum LabelGrouping: String, Sendable, CaseIterable, Codable {
  /// Components and prompts for every label value by itself.
  case perClass = "per-class"
  /// All values that are not zero are one foreground, label 1.
  case merged
}

/// What a case is used for.
public enum SplitPart: String, Sendable, Hashable, Codable, CaseIterable {
  /// The model learns from it.
  case train
  /// The model is chosen by it.
  case validation
  /// The model is judged by it, once.
  case test

  /// "training case", "validation case", "test case" without the noun.
  var adjective: String { self == .train ? "training" : rawValue }
}

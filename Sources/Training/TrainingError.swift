/// What keeps a network from being trained or used.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A loss or gradient that is no number.
  case notFinite(String)
  /// A file that isn't a network of ours, or not one for this work; the text says why and what to do.
  case unusableModel(file: String, String)

  public var description: String {
    switch self {
    case .notFinite(let what):
      "training went astray: \(what); try a lower learning rate, gradient clipping or warm-up"
    case .unusableModel(let file, let problem): "\(file): \(problem)"
    }
  }
}

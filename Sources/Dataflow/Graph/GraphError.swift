/// A graph that can't be run as it is.
public enum GraphError: Error, Sendable, Equatable, CustomStringConvertible {
  case noStages
  case duplicateName(String)
  case invalidSetting(stage: String, setting: String, value: Int)
  /// A join of streams that are not numbered by the same source or gathering stage.
  case unrelatedInputs(stage: String, origins: [String])
  /// A stage that is to begin after another, and can't.
  case unusableOrder(stage: String, after: String, reason: String)
  case budgetTooSmall(Footprint, limit: Int)

  public var description: String {
    switch self {
    case .noStages: "the graph has no stages"
    case .duplicateName(let name): "two stages are named \"\(name)\"; give each a name of its own"
    case .invalidSetting(let stage, let setting, let value):
      "stage \"\(stage)\": \(setting) is \(value), but must be at least 1"
    case .unrelatedInputs(let stage, let origins):
      "stage \"\(stage)\" joins items numbered by \(origins.joined(separator: " and by ")); "
        + "a join needs streams that come from one source with no gathering stage in between"
    case .unusableOrder(let stage, let other, let reason):
      "stage \"\(stage)\" can't begin after \"\(other)\": \(reason)"
    case .budgetTooSmall(let footprint, let limit):
      "the memory budget of \(limit.formattedBytes) is too small: "
        + "\(footprint.required.formattedBytes) are needed, of which "
        + footprint.largestParts(3).map { "\($0.bytes.formattedBytes) by \"\($0.stage)\"" }
        .joined(separator: ", ")
        + (footprint.heldItems > 0
          ? ", for each of \(footprint.heldItems + 1) items that are gathered" : "")
        + "; raise the budget to at least \(footprint.required) bytes"
    }
  }
}

extension GraphError: NaturedError {
  /// The next run may have more memory, which is in no key.
  public var nature: ErrorNature {
    if case .budgetTooSmall = self { .passing } else { .lasting }
  }
}

/// How many units of a stage are reused, made again or made for the first time, and why.
public struct UnitTally: Sendable, Hashable, Codable {
  public var reused = 0
  /// Not made before.
  public var new = 0
  /// Made before, of other inputs or damaged since; by reason.
  public var redone: [String: Int] = [:]
  /// Failed before on the same inputs, and so not tried.
  public var setAside = 0

  public init() {}

  public var redoneCount: Int { redone.values.reduce(0, +) }

  mutating func add(_ state: UnitState) {
    switch state {
    case .finished: reused += 1
    case .new: new += 1
    case .stale(_, let reason): add(reason)
    case .damaged(_, let damage): add("damaged: \(damage)")
    case .setAside: setAside += 1
    }
  }

  /// Counts by reason; from the hundredth on, further reasons are one.
  private mutating func add(_ reason: String) {
    redone[redone.count < 100 || redone[reason] != nil ? reason : "other reasons", default: 0] += 1
  }
}

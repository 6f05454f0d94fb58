/// What a worker is doing.
public enum Activity: String, Sendable, CaseIterable {
  /// Working on an item.
  case busy
  /// Waiting for an item to arrive.
  case waiting
  /// Waiting for room downstream, for its turn, or for bytes of the budget.
  case blocked
}

/// Where the time of a stage's workers went, added up over the workers.
public struct ActivityTimes: Sendable, Equatable {
  /// Working.
  public internal(set) var busy: Duration = .zero
  /// Waiting for input.
  public internal(set) var waiting: Duration = .zero
  /// Waiting for room downstream, for its turn, or for bytes of the budget.
  public internal(set) var blocked: Duration = .zero

  subscript(activity: Activity) -> Duration {
    get {
      switch activity {
      case .busy: busy
      case .waiting: waiting
      case .blocked: blocked
      }
    }
    set {
      switch activity {
      case .busy: busy = newValue
      case .waiting: waiting = newValue
      case .blocked: blocked = newValue
      }
    }
  }

  static func += (left: inout Self, right: Self) {
    left.busy += right.busy
    left.waiting += right.waiting
    left.blocked += right.blocked
  }
}

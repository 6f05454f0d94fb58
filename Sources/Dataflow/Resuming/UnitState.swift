/// Where a unit of work stands when its group's turn comes.
enum UnitState: Sendable {
  /// A receipt of the same key, and the files are there.
  case finished
  /// Never made, or of a stage that doesn't say what its results follow from.
  case new
  /// Made of other inputs.
  case stale(Receipt, because: String)
  /// Made before; whether of the same inputs isn't known, since their files were touched and not read yet.
  case unknown(Receipt)
  /// Made of the same inputs, but its files are not as they were.
  case damaged(Receipt, String)
  /// Failed on the same inputs.
  case setAside(SetAsideRecord)

  var isToBeDone: Bool {
    switch self {
    case .finished, .setAside: false
    case .new, .stale, .unknown, .damaged: true
    }
  }
}

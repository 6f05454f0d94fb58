import DurableFiles

/// How many units of a stage are reused, made again or made for the first time, and why.
public struct UnitTally: Sendable, Hashable, Codable {
  public var reused = 0
  /// Not made before.
  public var new = 0
  /// Made before, of other inputs or damaged since; by reason.
  public var redone: [String: Int] = [:]
  /// Made before of files that were touched since and are yet to be read, or that stages before it may make
  /// anew.
  public var unclear = 0
  /// Failed before on the same inputs, and so not tried.
  public var setAside = 0
  /// Made before of groups that the source doesn't send any more.
  public var left = 0

  /// The folders of the run that hold what the units to be made otherwise left, such as `labels/box`.
  public var places: Set<String> = []

  private enum CodingKeys: String, CodingKey {
    case reused, new, redone, unclear, setAside, left
  }

  public init() {}

  public var redoneCount: Int { redone.values.reduce(0, +) }

  /// Whether some may have to be made.
  var hasWork: Bool { redoneCount + new + unclear > 0 }

  mutating func add(_ state: UnitState) {
    switch state {
    case .finished: reused += 1
    case .new: new += 1
    case .stale(let receipt, let reason):
      add(reason)
      places.formUnion(receipt.files.compactMap { Self.place(of: $0.path) })
    case .unknown: unclear += 1
    case .damaged(_, let damage): add(damage)
    case .setAside: setAside += 1
    }
  }

  private static func place(of path: String) -> String? {
    let parts = path.split(separator: "/")
    return parts.count < 3 ? nil : parts.prefix(2).joined(separator: "/")
  }

  /// Counts by reason; from the hundredth on, further reasons are one.
  private mutating func add(_ reason: String) {
    redone[redone.count < 100 || redone[reason] != nil ? reason : "other reasons", default: 0] += 1
  }
}

import DurableFiles

/// A failure that ended a run.
public struct StageFailure: Error, Sendable, CustomStringConvertible {
  public let stage: String
  /// The item that was worked on, if one was.
  public let item: ItemKey?
  public let error: any Error

  public var description: String {
    let place = item.map { " at \($0.group), item \($0.index)" } ?? ""
    return "stage \"\(stage)\"\(place): \(error)"
  }

  /// Whether the disk is full: then the run can go on once there is room.
  public var isOutOfSpace: Bool { ErrorNature(error) == .outOfSpace }
}

import Synchronization

/// What a run has to report when it ends: groups that got through and items that did not.
final class RunLedger: Sendable {
  private struct State {
    var quarantined: [QuarantinedItem] = []
    var groupsSent = 0
    var expectedGroups: Int?
    var expectedItems: Int?
    var groupEnds: [String: GroupEnd] = [:]
  }

  private let state = Mutex(State())

  func quarantine(_ item: QuarantinedItem) {
    state.withLock { $0.quarantined.append(item) }
  }

  var quarantined: [QuarantinedItem] {
    state.withLock { $0.quarantined }
  }

  func expect(groups: Int?, items: Int?) {
    state.withLock {
      if let groups { $0.expectedGroups = ($0.expectedGroups ?? 0) + groups }
      if let items { $0.expectedItems = ($0.expectedItems ?? 0) + items }
    }
  }

  var expected: (groups: Int?, items: Int?) {
    state.withLock { ($0.expectedGroups, $0.expectedItems) }
  }

  /// A node that nothing follows has come to the end of a group. The worst ending counts.
  func groupEnded(_ id: String, _ end: GroupEnd) {
    state.withLock { $0.groupEnds[id] = max($0.groupEnds[id] ?? end, end) }
  }

  var groupEnds: [String: GroupEnd] {
    state.withLock { $0.groupEnds }
  }
}

/// An item that failed and was set aside.
public struct QuarantinedItem: Sendable {
  public let group: String
  /// `nil` if the whole group failed at once.
  public let index: Int?
  public let stage: String
  /// What the stage threw.
  public let error: any Error
}

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
}

import Synchronization

/// What a run has to report when it ends: groups that got through and items that did not.
final class RunLedger: Sendable {
  private struct State {
    var quarantined: [QuarantinedItem] = []
    var expectedGroups: Int?
    var expectedItems: Int?
    var groups: [String: GroupRecord] = [:]
    var hasSourceStopped = false
  }

  private struct GroupRecord {
    var worstEnd = GroupEnd.complete
    /// At how many nodes the end has yet to arrive.
    var endsToCome = 0
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

  /// A source has begun a group, whose end so many nodes will see that nothing follows.
  func groupBegan(_ id: String, endsAt terminals: Int) {
    state.withLock { $0.groups[id, default: GroupRecord()].endsToCome += terminals }
  }

  /// A node that nothing follows has come to the end of a group. The worst ending counts.
  func groupEnded(_ id: String, _ end: GroupEnd) {
    state.withLock { state in
      var record = state.groups[id, default: GroupRecord()]
      record.worstEnd = max(record.worstEnd, end)
      record.endsToCome -= 1
      state.groups[id] = record
    }
  }

  /// Groups that have come to their end everywhere.
  var groupsEnded: Int {
    state.withLock { $0.groups.values.count { $0.endsToCome == 0 } }
  }

  /// Groups that have come to their end everywhere and are whole there, in alphabetical order.
  var completeGroups: [String] {
    state.withLock { state in
      state.groups.filter { $0.value.endsToCome == 0 && $0.value.worstEnd == .complete }.keys
        .sorted()
    }
  }

  /// A source was told to send nothing more.
  func sourceStopped() {
    state.withLock { $0.hasSourceStopped = true }
  }

  var hasSourceStopped: Bool {
    state.withLock { $0.hasSourceStopped }
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

import Synchronization

/// What a run has to report when it ends: groups that got through and items that did not.
final class RunLedger: Sendable {
  fileprivate struct State {
    var quarantined: [QuarantinedItem] = []
    var expectedGroups: Int?
    var expectedItems: Int?
    var groups: [GroupName: GroupRecord] = [:]
    var order: [String] = []
    /// By name, whether an earlier run had finished everything of the groups called so.
    var isReused: [String: Bool] = [:]
    var reused = 0
    var itemsSettled = 0
    /// For each node, which groups of `order` are finished there, with what was published where no
    /// receipt says so.
    var finished: [Int: [Int: Published?]] = [:]
    var tallies: [Int: UnitTally] = [:]
    var hasStopped = false
    var hasSourceLeftRest = false
  }

  /// Two sources may each send a group of the same name, one after the other.
  fileprivate struct GroupName: Hashable {
    let source: Int
    let id: String
  }

  fileprivate struct GroupRecord {
    /// Its place in `order`.
    let place: Int
    /// Whether it is work of its own, rather than what was made of other groups.
    var counts = true
    /// Whether everything of it was there already.
    var wasFinished = false
    var worstEnd = GroupEnd.complete
    /// At how many nodes the end has yet to arrive.
    var endsToCome = 0
    /// By node, units that are to be made and aren't yet.
    var pending: [Int: UnitState] = [:]
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
  ///
  /// - Parameter counts: whether it is counted among the groups that are done.
  func groupBegan(
    _ id: String, of source: Int, endsAt terminals: Int, _ work: GroupWork?, counts: Bool = true
  ) {
    let name = GroupName(source: source, id: id)
    state.withLock { state in
      state.enter(name, work)
      state.groups[name]?.counts = counts
      if counts { state.note(id, isReused: false) }
      state.groups[name]?.endsToCome += terminals
    }
  }

  /// Everything that would come of a group is there already, or failed before on the same inputs.
  func groupIsSettled(
    _ id: String, of source: Int, items: Int, _ work: GroupWork, counts: Bool = true
  ) {
    let name = GroupName(source: source, id: id)
    state.withLock { state in
      state.itemsSettled += items
      state.enter(name, work)
      let failures = work.setAside
      state.groups[name]?.counts = counts
      state.groups[name]?.wasFinished = failures.isEmpty
      if counts { state.note(id, isReused: failures.isEmpty) }
      state.groups[name]?.worstEnd = failures.isEmpty ? .complete : .failed
    }
  }

  /// A sink has published what it makes of a group.
  ///
  /// - Parameter published: `nil` if there is a receipt, which need not be remembered.
  func finished(_ group: Group, at node: Int, _ published: Published?) {
    let name = GroupName(source: group.source, id: group.id)
    state.withLock { state in
      guard let place = state.groups[name]?.place else { return }
      state.finished[node, default: [:]].updateValue(published, forKey: place)
      if let unit = state.groups[name]?.pending.removeValue(forKey: node) {
        state.tallies[node, default: UnitTally()].add(unit)
      }
    }
  }

  /// The groups that are finished at a node, in the order of the source.
  func groups(finishedAt node: Int) -> [(id: String, published: Published?)] {
    state.withLock { state in
      (state.finished[node] ?? [:]).sorted { $0.key < $1.key }
        .map { (state.order[$0.key], $0.value) }
    }
  }

  /// By node, how many units were found finished, made again, made for the first time or set aside.
  var tallies: [Int: UnitTally] {
    state.withLock { $0.tallies }
  }

  /// A node that nothing follows has come to the end of a group. The worst ending counts.
  func groupEnded(_ group: Group, _ end: GroupEnd) {
    let name = GroupName(source: group.source, id: group.id)
    state.withLock { state in
      guard var record = state.groups[name] else { return }
      record.worstEnd = max(record.worstEnd, end)
      record.endsToCome -= 1
      if record.endsToCome == 0 {
        for node in record.pending.keys where record.worstEnd == .failed {
          state.tallies[node, default: UnitTally()].setAside += 1
        }
        record.pending = [:]
      }
      state.groups[name] = record
    }
  }

  /// Groups that have come to their end everywhere, whole or set aside. Those that a run which was
  /// stopped let go of have not.
  var groupsEnded: Int {
    state.withLock {
      $0.groups.values.count {
        $0.counts && $0.endsToCome == 0 && $0.worstEnd != .abandoned
      }
    }
  }

  /// Those of them of which an earlier run had finished everything.
  var groupsEndedBefore: Int {
    state.withLock { $0.groups.values.count { $0.counts && $0.wasFinished } }
  }

  /// Groups of which an earlier run had finished everything, whichever sources sent them.
  var groupsReused: Int {
    state.withLock { $0.reused }
  }

  /// Items of groups for which there was nothing to do.
  var itemsSettled: Int {
    state.withLock { $0.itemsSettled }
  }

  /// Groups that have come to their end everywhere and are whole there, whichever sources sent them,
  /// in alphabetical order.
  var completeGroups: [String] {
    state.withLock { state in
      let counted = state.groups.filter(\.value.counts)
      let incomplete = counted.filter {
        $0.value.endsToCome > 0 || $0.value.worstEnd != .complete
      }
      return Set(counted.keys.map(\.id)).subtracting(incomplete.keys.map(\.id)).sorted()
    }
  }

  /// The run was told to stop, and a source or a sink has let go of what it had to do.
  func stopped() {
    state.withLock { $0.hasStopped = true }
  }

  /// A source sends less than all that it could.
  func sourceLeftRest() {
    state.withLock { $0.hasSourceLeftRest = true }
  }

  /// Whether the run has come to every group.
  var isWhole: Bool {
    state.withLock { !$0.hasStopped && !$0.hasSourceLeftRest }
  }

  var hasStopped: Bool {
    state.withLock { $0.hasStopped }
  }
}

extension RunLedger.State {
  /// Counts a name once, however many groups have it, and only while all of them are reused.
  fileprivate mutating func note(_ id: String, isReused isWhole: Bool) {
    let before = isReused[id]
    let after = (before ?? true) && isWhole
    isReused[id] = after
    reused += (after ? 1 : 0) - (before == true ? 1 : 0)
  }

  /// Notes a group whose turn has come, and what is known of its units.
  fileprivate mutating func enter(_ name: RunLedger.GroupName, _ work: GroupWork?) {
    if groups[name] == nil {
      groups[name] = RunLedger.GroupRecord(place: order.count)
      order.append(name.id)
    }
    guard let work, let place = groups[name]?.place else { return }
    for (node, unit) in work.states {
      if unit.isToBeDone {
        groups[name]?.pending[node] = unit
      } else {
        tallies[node, default: UnitTally()].add(unit)
      }
      if case .finished = unit { finished[node, default: [:]].updateValue(nil, forKey: place) }
    }
    for record in work.setAside {
      quarantined.append(
        QuarantinedItem(
          group: record.group, index: record.index, stage: record.stage,
          error: RecordedFailure(description: record.error, advice: record.advice)))
    }
  }
}

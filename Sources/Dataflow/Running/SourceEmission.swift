import Synchronization

/// Numbers, admits and sends what a source emits, with the types of the items out of sight.
final class SourceEmission: Sendable {
  private struct State {
    var nextSequence = 0
    /// The item of the open group that could not be made, to be named if the group fails with it.
    var failedIndex: Int?
  }

  let wiring: Wiring
  private let meter: WorkerMeter
  private let state = Mutex(State())

  init(wiring: Wiring) {
    self.wiring = wiring
    meter = wiring.meter.worker()
  }

  func group(
    _ id: String, inputs: GroupInputs?, extents: Extents, failureScope: FailureScope,
    info: any Sendable, counts: Bool, _ body: (Group, _ itemBytes: Int) async throws -> Void
  ) async throws {
    let work = wiring.run.resumption?.work(id, inputs, from: wiring.node)
    try work?.revokeSetAside(in: wiring.run.files)
    // Two sources with open groups could each hold bytes that the other one needs to end its own.
    let turn = try await wiring.run.sourceTurn?.acquire(1)
    defer { withExtendedLifetime(turn) {} }
    wiring.run.ledger.groupBegan(
      id, of: wiring.node, endsAt: wiring.terminals, work, counts: counts)
    state.withLock { $0.failedIndex = nil }
    var group = Group(
      id: id, source: wiring.node, extents: extents, failureScope: failureScope, info: info,
      work: work, permit: nil)
    var end = GroupEnd.complete
    do {
      try checkStop()
      let footprint = wiring.footprint(extents)
      let limit = wiring.run.budget.limit
      guard footprint.required <= limit else {
        throw GraphError.budgetTooSmall(footprint, limit: limit)
      }
      if footprint.group > 0 {
        group = Group(
          id: id, source: wiring.node, extents: extents, failureScope: failureScope, info: info,
          work: work, permit: try await admit(footprint.group))
      }
      meter.enter(.busy)
      try await body(group, footprint.item)
      if !group.endSending() { throw stopping() }
    } catch is RunStopping {
      end = .abandoned
    } catch let failure as StageFailure {
      // `emit` has ended the run; `body` only let it pass.
      throw failure
    } catch let error where !isTeardown(error) {
      let index = state.withLock { $0.failedIndex }
      // That of an item is counted already.
      if index == nil { meter.countFailure() }
      try wiring.setAside(
        QuarantinedItem(group: id, index: index, stage: wiring.name, error: error), work)
      end = .failed
    }
    try await send(group, index: 0, permits: [], .groupEnd(end))
    if end == .abandoned { throw RunStopping() }
    meter.enter(.busy)
  }

  /// Whether there is nothing to do for a group.
  func isSettled(
    _ id: String, _ inputs: GroupInputs, items: Int, counts: Bool
  ) throws -> Bool {
    try checkStop()
    guard let work = wiring.run.resumption?.work(id, inputs, from: wiring.node),
      work.needed.isEmpty
    else { return false }
    try work.revokeSetAside(in: wiring.run.files)
    wiring.run.ledger.groupIsSettled(id, of: wiring.node, items: items, work, counts: counts)
    return true
  }

  func emit(
    group: Group, index: Int, bytes: Int, _ make: () async throws -> any Sendable
  ) async throws {
    try checkStop()
    let permits = bytes > 0 ? [try await admit(bytes)] : []
    defer { withExtendedLifetime(permits) {} }
    meter.enter(.busy, ItemKey(group: group.id, index: index))
    try await send(group, index: index, permits: permits, content(group, index, make))
    meter.enter(.busy)
  }

  func finish() {
    meter.leave()
    wiring.output.finish()
  }

  private func content(
    _ group: Group, _ index: Int, _ make: () async throws -> any Sendable
  ) async throws -> Envelope.Content {
    do {
      let key = ItemKey(group: group.id, index: index)
      let item = try await wiring.retrying(key, isRepeatable: false) { try await make() }
      meter.countItem()
      return .item(item)
    } catch let error where !isTeardown(error) {
      meter.countFailure()
      guard group.failureScope == .item else {
        state.withLock { $0.failedIndex = index }
        throw error
      }
      try wiring.setAside(
        QuarantinedItem(group: group.id, index: index, stage: wiring.name, error: error),
        group.work)
      return .failed
    }
  }

  private func send(
    _ group: Group, index: Int, permits: [Permit], _ content: Envelope.Content
  ) async throws {
    let sequence = state.withLock { state in
      defer { state.nextSequence += 1 }
      return state.nextSequence
    }
    meter.enter(.blocked)
    try await wiring.output.send(
      Envelope(
        sequence: sequence, group: group, index: index, content: content, permits: permits))
  }

  private func admit(_ bytes: Int) async throws -> Permit {
    meter.enter(.blocked)
    return try await wiring.run.budget.acquire(bytes)
  }

  private func checkStop() throws {
    try Task.checkCancellation()
    guard !wiring.run.control.isStopping else { throw stopping() }
  }

  private func stopping() -> RunStopping {
    wiring.run.ledger.stopped()
    return RunStopping()
  }
}

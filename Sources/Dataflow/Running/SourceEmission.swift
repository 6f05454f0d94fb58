import Logging
import Synchronization

/// Numbers, admits and sends what a source emits, with the types of the items out of sight.
final class SourceEmission: Sendable {
  let wiring: Wiring
  private let meter: WorkerMeter
  private let nextSequence = Mutex(0)

  init(wiring: Wiring) {
    self.wiring = wiring
    meter = wiring.meter.worker()
  }

  func group(
    _ id: String, extents: Extents, failureScope: FailureScope, info: any Sendable,
    _ body: (Group, _ itemBytes: Int) async throws -> Void
  ) async throws {
    var group = Group(
      id: id, extents: extents, failureScope: failureScope, info: info, permit: nil)
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
          id: id, extents: extents, failureScope: failureScope, info: info,
          permit: try await admit(footprint.group))
      }
      meter.enter(.busy)
      try await body(group, footprint.item)
    } catch is RunStopping {
      end = .abandoned
    } catch let error where !isCancellation(error) {
      try setAside(QuarantinedItem(group: id, index: nil, stage: wiring.name, error: error))
      end = .failed
    }
    try await send(group, index: group.extents["items"], permits: [], .groupEnd(end))
    if end == .abandoned { throw RunStopping() }
    meter.enter(.busy)
  }

  func emit(
    group: Group, index: Int, bytes: Int, _ make: () async throws -> any Sendable
  ) async throws {
    try checkStop()
    let permits = bytes > 0 ? [try await admit(bytes)] : []
    meter.enter(.busy)
    let content: Envelope.Content
    do {
      content = .item(try await make())
      meter.countItem(failed: false)
    } catch let error where group.failureScope == .item && !isCancellation(error) {
      try setAside(
        QuarantinedItem(group: group.id, index: index, stage: wiring.name, error: error))
      meter.countItem(failed: true)
      content = .failed
    }
    try await send(group, index: index, permits: permits, content)
    meter.enter(.busy)
  }

  private func send(
    _ group: Group, index: Int, permits: [Permit], _ content: Envelope.Content
  ) async throws {
    let sequence = nextSequence.withLock { next in
      defer { next += 1 }
      return next
    }
    meter.enter(.blocked)
    try await wiring.output.send(
      Envelope(
        sequence: sequence, group: group, index: index, permits: permits, content: content))
  }

  private func admit(_ bytes: Int) async throws -> Permit {
    meter.enter(.blocked)
    return try await wiring.run.budget.acquire(bytes)
  }

  private func checkStop() throws {
    try Task.checkCancellation()
    if wiring.run.control.isStopping { throw RunStopping() }
  }

  private func setAside(_ item: QuarantinedItem) throws {
    try wiring.setAside(item)
  }
}

extension Wiring {
  /// Quarantines a failure, or ends the run with it, as the stage's policy says.
  func setAside(_ item: QuarantinedItem) throws {
    guard settings.onFailure.then == .quarantine else {
      throw StageFailure(
        stage: name, item: item.index.map { ItemKey(group: item.group, index: $0) },
        error: item.error)
    }
    run.ledger.quarantine(item)
    run.logger.warning(
      "quarantined",
      metadata: [
        "group": "\(item.group)", "stage": "\(name)", "reason": "\(item.error)",
      ])
  }
}

/// Whether an error only says that the run is being torn down.
func isCancellation(_ error: any Error) -> Bool {
  error is CancellationError || error is ChannelClosed || error is RunStopping
}

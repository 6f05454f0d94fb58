import Logging
import Synchronization

/// Runs a transform: several workers at once, results in the order of the inputs.
struct TransformDriver<T: Transform> {
  let transform: T
  let assemble: @Sendable (ArraySlice<(any Sendable)?>) -> T.Input
  let wiring: Wiring

  func run() async throws {
    let line = Line()
    try await withThrowingTaskGroup(of: Void.self) { workers in
      for _ in 0..<wiring.settings.workers {
        workers.addTask(executorPreference: wiring.executor) { try await work(line) }
      }
      // Not `waitForAll`: it would wait for workers that wait for the one that failed.
      while try await workers.next() != nil {}
    }
    wiring.output.finish()
  }

  /// What the workers of one stage share.
  private final class Line: Sendable {
    let tickets = Atomic(0)
    let intake = Turnstile()
    let output = Turnstile()
    /// Groups that failed here or before; what still comes of them is not worked on.
    let failedGroups = Mutex<Set<String>>([])
  }

  private func work(_ line: Line) async throws {
    let meter = wiring.meter.worker()
    defer { meter.leave() }
    while try await passOne(line, meter) {}
  }

  /// Takes one item through; `false` after the last.
  private func passOne(_ line: Line, _ meter: WorkerMeter) async throws -> Bool {
    // Declared first to be let go of last: until nothing of the item is left in this frame.
    var permits: [Permit] = []
    defer { withExtendedLifetime(permits) {} }

    let ticket = line.tickets.wrappingAdd(1, ordering: .relaxed).oldValue
    meter.enter(.waiting)
    try await line.intake.wait(for: ticket)
    let arrival = try await wiring.intake.next()
    line.intake.advance()
    guard let arrival else { return false }
    permits = arrival.permits

    var content = try await content(for: arrival, line, meter)
    meter.enter(.blocked)
    try await line.output.wait(for: ticket)
    if case .groupEnd = content,
      line.failedGroups.withLock({ $0.remove(arrival.group.id) }) != nil
    {
      // Only now have the group's earlier items, on other workers, all come to their end.
      content = .groupEnd(.failed)
    }
    try await wiring.output.send(
      Envelope(
        sequence: arrival.sequence, group: arrival.group, index: arrival.index, content: content,
        permits: permits))
    line.output.advance()
    return true
  }

  private func content(
    for arrival: Intake.Arrival, _ line: Line, _ meter: WorkerMeter
  ) async throws -> Envelope.Content {
    let group = arrival.group
    switch arrival.content {
    case .skipped: return .skipped
    case .failed:
      if group.failureScope == .group { line.failedGroups.withLock { _ = $0.insert(group.id) } }
      return .failed
    case .groupEnd(let end): return .groupEnd(end)
    case .values(let values):
      if line.failedGroups.withLock({ $0.contains(group.id) }) { return .failed }
      // A stopping run does not work on what it is going to discard.
      if wiring.run.control.isStopping, group.abandon() { return .skipped }
      meter.enter(.busy)
      do {
        guard let output = try await attempt(assemble(values[...]), key: arrival.key) else {
          return .skipped
        }
        meter.countItem(failed: false)
        return .item(output)
      } catch let error where !isTeardown(error) {
        meter.countItem(failed: true)
        try wiring.setAside(
          QuarantinedItem(
            group: group.id, index: arrival.index, stage: wiring.name, error: error))
        if group.failureScope == .group { line.failedGroups.withLock { _ = $0.insert(group.id) } }
        return .failed
      }
    }
  }

  private func attempt(_ input: T.Input, key: ItemKey) async throws -> T.Output? {
    let policy = wiring.settings.onFailure
    var pause = policy.backoff
    for attempt in 0..<policy.retries {
      do {
        return try await transform.process(input)
      } catch let error where !isTeardown(error) {
        wiring.run.logger.info(
          "retrying",
          metadata: [
            "item": "\(key)", "stage": "\(wiring.name)", "attempt": "\(attempt + 1)",
            "reason": "\(error)",
          ])
        try await wiring.run.sleep(pause)
        pause *= 2
      }
    }
    return try await transform.process(input)
  }
}

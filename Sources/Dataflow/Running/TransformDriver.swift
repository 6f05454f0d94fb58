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
      guard group.needs(wiring.node) else { return .skipped }
      if line.failedGroups.withLock({ $0.contains(group.id) }) { return .failed }
      // A stopping run does not work on what it is going to discard.
      if wiring.run.control.isStopping, group.abandon() { return .skipped }
      meter.enter(.busy, arrival.key)
      do {
        let input = assemble(values[...])
        if let output = try await recall(input, arrival) {
          meter.countItem(recalled: true)
          return .item(output)
        }
        let output = try await wiring.retrying(arrival.key, isRepeatable: true) {
          try await transform.process(input)
        }
        guard let output else { return .skipped }
        await retain(output, arrival)
        meter.countItem()
        return .item(output)
      } catch let error where !isTeardown(error) {
        meter.countFailure()
        try wiring.setAside(
          QuarantinedItem(
            group: group.id, index: arrival.index, stage: wiring.name, error: error),
          group.work)
        if group.failureScope == .group { line.failedGroups.withLock { _ = $0.insert(group.id) } }
        return .failed
      }
    }
  }

  /// What an earlier run made of the same input, for stages that can look it up.
  private func recall(_ input: T.Input, _ arrival: Intake.Arrival) async throws -> T.Output? {
    guard let transform = transform as? any RecallingTransform<T.Input, T.Output>,
      let memory = arrival.group.work?.memory(wiring.node, arrival.index)
    else { return nil }
    return try await transform.recall(input, as: memory)
  }

  private func retain(_ output: T.Output, _ arrival: Intake.Arrival) async {
    guard let transform = transform as? any RecallingTransform<T.Input, T.Output>,
      let memory = arrival.group.work?.memory(wiring.node, arrival.index)
    else { return }
    await transform.retain(output, as: memory)
  }
}

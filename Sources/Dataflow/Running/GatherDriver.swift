/// Runs a gathering stage: one worker, group after group.
struct GatherDriver<G: Gather> {
  let gather: G
  let assemble: @Sendable (ArraySlice<(any Sendable)?>) -> G.Input
  let wiring: Wiring
  /// What is to be done when a group has failed, whether or not anything of it arrived.
  var onFailure: @Sendable (Group) -> Void = { _ in }

  func run() async throws {
    var state = GroupState<G>(wiring: wiring)
    defer { state.meter.leave() }
    do {
      while try await takeOne(&state) {}
    } catch {
      await state.suspend()
      throw error
    }
    wiring.output.finish()
  }

  /// Takes the next item; `false` after the last.
  private func takeOne(_ state: inout GroupState<G>) async throws -> Bool {
    // Declared first to be let go of last: until nothing of the item is left in this frame.
    var permits: [Permit] = []
    defer { withExtendedLifetime(permits) {} }

    state.meter.enter(.waiting)
    guard let arrival = try await wiring.intake.next() else { return false }
    permits = arrival.permits
    try await take(arrival, &state)
    state.keepHeld(atMost: gather.heldItems)
    return true
  }

  private func take(_ arrival: Intake.Arrival, _ state: inout GroupState<G>) async throws {
    switch arrival.content {
    case .values where !arrival.group.needs(wiring.node), .skipped: break
    case .failed:
      if arrival.group.failureScope == .group { await state.fail() }
    case .values(let values):
      guard !state.hasFailed, !state.isLetGo else { return }
      do {
        try await add(assemble(values[...]), arrival, &state)
        state.meter.countItem()
      } catch is RunStopping {
        await state.letGo()
      } catch let error where !isTeardown(error) {
        state.letGoOfLatest()
        try await setAside(error, arrival, index: arrival.index, &state)
      }
    case .groupEnd(let end):
      let ending = try await finish(arrival, end, &state)
      if ending == .failed { onFailure(arrival.group) }
      try await state.send(.groupEnd(ending), arrival.group)
      state.reset()
    }
  }

  private func add(
    _ input: G.Input, _ arrival: Intake.Arrival, _ state: inout GroupState<G>
  ) async throws {
    state.meter.enter(.busy, arrival.key)
    state.hold(arrival.permits)
    try await begin(arrival.group, &state)
    let outputs = try await state.gathering!.add(input, at: arrival.index)
    try await state.send(outputs, arrival.group)
  }

  /// Publishes a whole group, lets go of any other; returns how the group ended here.
  private func finish(
    _ arrival: Intake.Arrival, _ end: GroupEnd, _ state: inout GroupState<G>
  ) async throws -> GroupEnd {
    let end = max(
      end, state.hasFailed ? .failed : .complete, state.isLetGo ? .abandoned : .complete)
    guard end == .complete else {
      if end == .abandoned { await state.suspend() } else { await state.discard() }
      return end
    }
    guard arrival.group.needs(wiring.node) else { return .complete }
    do {
      state.meter.enter(.busy)
      // A group all of whose items were skipped is whole too.
      try await begin(arrival.group, &state)
      let outputs = try await state.gathering!.finish()
      state.gathering = nil
      try await state.send(outputs, arrival.group)
      return .complete
    } catch is RunStopping {
      await state.letGo()
      return .abandoned
    } catch let error where !isTeardown(error) {
      try await setAside(error, arrival, index: nil, &state)
      return .failed
    }
  }

  private func begin(_ group: Group, _ state: inout GroupState<G>) async throws {
    if state.gathering == nil { state.gathering = try await gather.begin(group) }
  }

  private func setAside(
    _ error: any Error, _ arrival: Intake.Arrival, index: Int?, _ state: inout GroupState<G>
  ) async throws {
    state.meter.countFailure()
    try wiring.setAside(
      QuarantinedItem(group: arrival.group.id, index: index, stage: wiring.name, error: error),
      arrival.group.work)
    if arrival.group.failureScope == .group || index == nil { await state.fail() }
  }
}

/// Where a gathering stage is in its stream: the open group and what is held of it.
private struct GroupState<G: Gather> {
  let wiring: Wiring
  let meter: WorkerMeter
  var gathering: G.Gathering?
  private(set) var hasFailed = false
  /// The stage itself has ended its work on the group, as the run is to stop.
  private(set) var isLetGo = false
  private var permits: [[Permit]] = []
  private var nextSequence = 0
  private var nextIndex = 0

  init(wiring: Wiring) {
    self.wiring = wiring
    meter = wiring.meter.worker()
  }

  mutating func hold(_ permits: [Permit]) {
    self.permits.append(permits)
  }

  /// Lets go of the permits of items that the gathering has let go of.
  mutating func keepHeld(atMost limit: Int) {
    let held = gathering?.held ?? 0
    precondition(held <= limit, "\(wiring.name) holds \(held) items, but declares \(limit)")
    permits.removeFirst(max(0, permits.count - held))
  }

  /// The gathering did not take the latest item.
  mutating func letGoOfLatest() {
    if !permits.isEmpty { permits.removeLast() }
  }

  mutating func send(_ outputs: [G.Output], _ group: Group) async throws {
    for output in outputs {
      try await send(.item(output), group)
      nextIndex += 1
    }
    meter.enter(.busy)
  }

  mutating func send(_ content: Envelope.Content, _ group: Group) async throws {
    meter.enter(.blocked)
    try await wiring.output.send(
      Envelope(
        sequence: nextSequence, group: group, index: nextIndex, content: content,
        permits: permits.flatMap(\.self)))
    nextSequence += 1
  }

  mutating func fail() async {
    hasFailed = true
    await discard()
  }

  mutating func discard() async {
    await gathering?.discard()
    gathering = nil
    permits = []
  }

  /// The run ends; the next one may go on.
  mutating func suspend() async {
    await gathering?.suspend()
    gathering = nil
    permits = []
  }

  mutating func letGo() async {
    isLetGo = true
    wiring.run.ledger.stopped()
    await suspend()
  }

  /// Ready for the next group.
  mutating func reset() {
    gathering = nil
    hasFailed = false
    isLetGo = false
    permits = []
    nextIndex = 0
  }
}

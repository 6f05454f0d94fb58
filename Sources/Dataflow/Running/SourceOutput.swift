/// Where a source sends its items.
public struct SourceOutput<Output: Sendable>: Sendable {
  let driver: SourceEmission

  /// Says how much is to come, for progress. May be called more than once; the numbers add up.
  public func expect(groups: Int? = nil, items: Int? = nil) {
    driver.wiring.run.ledger.expect(groups: groups, items: items)
  }

  /// Whether there is nothing to do for a group: an earlier run finished everything that would come
  /// of it, or set it aside, from the same inputs. It then counts as settled; don't send it.
  ///
  /// Always `false` in a run that keeps no journal.
  ///
  /// - Parameters:
  ///   - items: how many the group has, for progress.
  ///   - counts: as of `group`.
  public func isSettled(
    _ id: String, inputs: GroupInputs, items: Int = 0, counts: Bool = true
  ) throws -> Bool {
    try driver.isSettled(id, inputs, items: items, counts: counts)
  }

  /// Says that there are groups which the source does not come to, as it was asked for less than all: what
  /// earlier runs left of them stays where it is, and in what spans groups.
  public func leaveRest() {
    driver.wiring.run.ledger.sourceLeftRest()
  }

  /// The groups of this run that the stages which the source begins after have finished, now or in an
  /// earlier run; `nil` if it begins after none. What else lies in the folder is of groups that this
  /// run leaves out.
  public var groupsFinishedBefore: Set<String>? {
    let wiring = driver.wiring
    guard !wiring.predecessors.isEmpty else { return nil }
    return Set(
      wiring.predecessors.flatMap { wiring.run.ledger.groups(finishedAt: $0).map(\.id) })
  }

  /// What was noted when a group of the same content was last sent whole, by this run or an earlier
  /// one.
  public func note(on id: String, inputs: GroupInputs) -> [String: Int]? {
    driver.wiring.run.resumption?.journal.note(
      stage: driver.wiring.name, group: id, content: inputs.content)
  }

  /// Notes something about a group that was sent whole, for later runs.
  public func note(on id: String, inputs: GroupInputs, _ values: [String: Int]) throws {
    try driver.wiring.run.resumption?.journal.append(
      GroupNote(content: inputs.content, values: values), stage: driver.wiring.name, group: id)
  }

  /// Keeps what a person should know of a group that was sent whole, for the page about the run. An empty
  /// list takes back what was kept before.
  ///
  /// - Throws: `FileError` if the journal can't be written to.
  public func keep(warnings texts: [String], on id: String) throws {
    try driver.wiring.run.resumption?.journal.keep(
      texts, stage: driver.wiring.name, group: id)
  }

  /// Does something that a group needs before its items, such as opening its files. What may pass by
  /// itself is tried again, as `emit` does with items.
  public func retrying<Result>(
    _ id: String, _ body: () async throws -> Result
  ) async throws -> Result {
    try await driver.wiring.retrying(ItemKey(group: id, index: 0), isRepeatable: false, body)
  }

  /// Sends a group of items, which `body` emits.
  ///
  /// The bytes that the group holds as a whole are admitted before `body` runs. An error thrown by
  /// `body` fails the group as the stage's failure policy says: under `.quarantine` this function
  /// returns, and the source goes on with the next group.
  ///
  /// - Parameters:
  ///   - inputs: what the items will be made of; without it, nothing of the group is taken over from
  ///     an earlier run, and none will be.
  ///   - extents: sizes that every item of the group has; costs are computed from them.
  ///   - failureScope: what a failed item takes down with it.
  ///   - info: what sinks should know when the group begins.
  ///   - counts: false for what was made of other groups, which are counted already.
  /// - Throws: `RunStopping` or `CancellationError` when the source is to end: let them pass.
  public func group(
    _ id: String, inputs: GroupInputs? = nil, extents: Extents = [:],
    failureScope: FailureScope = .group, info: any Sendable = (), counts: Bool = true,
    _ body: (GroupOutput<Output>) async throws -> Void
  ) async throws {
    try await driver.group(
      id, inputs: inputs, extents: extents, failureScope: failureScope, info: info,
      counts: counts
    ) {
      try await body(GroupOutput(driver: driver, group: $0, itemBytes: $1))
    }
  }
}

/// Where a source sends the items of one group.
public struct GroupOutput<Output: Sendable>: Sendable {
  let driver: SourceEmission
  let group: Group
  let itemBytes: Int

  /// Waits until the item's bytes are admitted for its whole way, then makes and sends it.
  ///
  /// - Parameters:
  ///   - index: the item's place in its group; ascending.
  ///   - make: reads the item. It runs only once there is room for it.
  public func emit(at index: Int, _ make: () async throws -> Output) async throws {
    try await driver.emit(group: group, index: index, bytes: itemBytes) { try await make() }
  }
}

/// Where a source sends its items.
public struct SourceOutput<Output: Sendable>: Sendable {
  let driver: SourceEmission

  /// Says how much is to come, for progress. May be called more than once; the numbers add up.
  public func expect(groups: Int? = nil, items: Int? = nil) {
    driver.wiring.run.ledger.expect(groups: groups, items: items)
  }

  /// Sends a group of items, which `body` emits.
  ///
  /// The bytes that the group holds as a whole are admitted before `body` runs. An error thrown by
  /// `body` fails the group as the stage's failure policy says: under `.quarantine` this function
  /// returns, and the source goes on with the next group.
  ///
  /// - Parameters:
  ///   - extents: sizes that every item of the group has; costs are computed from them.
  ///   - failureScope: what a failed item takes down with it.
  ///   - info: what sinks should know when the group begins.
  /// - Throws: `RunStopping` or `CancellationError` when the source is to end: let them pass.
  public func group(
    _ id: String, extents: Extents = [:], failureScope: FailureScope = .group,
    info: any Sendable = (), _ body: (GroupOutput<Output>) async throws -> Void
  ) async throws {
    try await driver.group(id, extents: extents, failureScope: failureScope, info: info) {
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

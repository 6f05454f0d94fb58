/// A stage that sees the items of a group together, in order, and makes other items of them:
/// batches, resampled volumes, shuffles.
public protocol Gather<Input, Output>: Stage {
  associatedtype Input: Sendable
  associatedtype Output: Sendable
  associatedtype Gathering: GroupGathering<Input, Output>

  /// The most inputs that a gathering ever still holds after `add`, so that the budget can cover
  /// them.
  var heldItems: Int { get }

  /// Begins with a group. Groups follow each other; they never overlap.
  func begin(_ group: Group) async throws -> Gathering
}

/// The state of a gathering stage within one group. It ends with `finish`, or with `discard` or
/// `suspend`, one of which also follows a `finish` that throws.
public protocol GroupGathering<Input, Output> {
  associatedtype Input: Sendable
  associatedtype Output: Sendable

  /// How many of the latest inputs are still held after the last call of `add`. An input for which
  /// `add` threw counts as let go of.
  var held: Int { get }

  /// Takes the next item of the group; returns what is ready now.
  mutating func add(_ input: Input, at index: Int) async throws -> [Output]

  /// After the group's last item: returns the rest.
  mutating func finish() async throws -> [Output]

  /// The group failed: let go of what is held.
  mutating func discard() async

  /// The run ended before the group was whole: let go of what is held.
  mutating func suspend() async
}

extension GroupGathering {
  public mutating func discard() async {}
  public mutating func suspend() async { await discard() }
}

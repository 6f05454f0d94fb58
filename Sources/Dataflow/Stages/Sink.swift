/// A stage that ends streams: it writes something for each group.
public protocol Sink<Input>: Stage {
  associatedtype Input: Sendable
  associatedtype Writing: GroupWriting<Input>

  /// Begins with a group. Groups follow each other; they never overlap.
  func begin(_ group: Group) async throws -> Writing
}

/// The state of a sink within one group. It ends with `finish`, or with `discard`, which also
/// follows a `finish` that throws.
public protocol GroupWriting<Input> {
  associatedtype Input: Sendable

  /// Takes the next item of the group, in order. Skipped items do not arrive.
  mutating func write(_ input: Input, at index: Int) async throws

  /// The group is whole: publish.
  mutating func finish() async throws

  /// The group failed or the run ended before it was whole: leave nothing behind.
  mutating func discard() async
}

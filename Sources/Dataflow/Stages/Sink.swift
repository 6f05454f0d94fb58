public import DurableFiles

/// A stage that ends streams: it writes something for each group.
public protocol Sink<Input>: Stage {
  associatedtype Input: Sendable
  associatedtype Writing: GroupWriting<Input>

  /// Whether what an earlier run finished of a group stays when the group fails with other inputs or
  /// options: results that say themselves what they are of, and are worth more than a fresh start.
  /// Otherwise it is removed, as it would be taken for what was asked for now. False by default.
  var keepsEarlierResults: Bool { get }

  /// Begins with a group. Groups follow each other; they never overlap.
  func begin(_ group: Group) async throws -> Writing

  /// Begins with a group, for sinks that finish parts of it on the way.
  func begin(_ group: Group, _ unit: WorkUnit) async throws -> Writing
}

extension Sink {
  public var keepsEarlierResults: Bool { false }

  public func begin(_ group: Group, _ unit: WorkUnit) async throws -> Writing {
    try await begin(group)
  }
}

/// The state of a sink within one group. It ends with `finish`, or with `discard` or `suspend`, one
/// of which also follows a `finish` that throws.
public protocol GroupWriting<Input> {
  associatedtype Input: Sendable

  /// Takes the next item of the group, in order. Skipped items do not arrive.
  mutating func write(_ input: Input, at index: Int) async throws

  /// The group is whole: publish.
  mutating func finish() async throws

  /// What `finish` gave its final name, for the journal: asked after it.
  var published: Published { get }

  /// The group failed: leave nothing behind.
  mutating func discard() async

  /// The run ended before the group was whole: leave what parts are finished, for the next run to
  /// go on from, and nothing else.
  mutating func suspend() async
}

extension GroupWriting {
  public var published: Published { Published() }
  public mutating func suspend() async { await discard() }
}

/// What a sink made of a group.
public struct Published: Sendable {
  /// Files that have their final names.
  public var files: [PublishedFile]
  /// How many parts were finished on the way, from part 0 on.
  public var parts: Int
  /// What the stage wants to know of the group when the run is over.
  public var notes: [String: String]

  public init(
    _ files: [PublishedFile] = [], parts: Int = 0, notes: [String: String] = [:]
  ) {
    self.files = files
    self.parts = parts
    self.notes = notes
  }
}

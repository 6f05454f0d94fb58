/// A stage that begins streams: it reads something and sends items.
public protocol Source<Output>: Stage {
  associatedtype Output: Sendable

  /// Extents of the items to expect, if they are known before the run: the runner then refuses a
  /// budget too small for one of them before it starts. Asked for after `prepare`.
  var expectedExtents: Extents? { get }

  /// Extents of all groups taken as one, with their counts added up, if they are known before the
  /// run: what it will leave on disk is estimated from them. Asked for after `prepare`.
  var totalExtents: Extents? { get }

  /// Sends everything, group by group, and returns. A source that comes after other stages is not
  /// called before those have ended.
  func run(into output: SourceOutput<Output>) async throws

  /// Names the groups that `run` will send, in order, with what is known of their inputs without
  /// reading them; `nil` where that isn't enough. Called before `run` when a run is continued, for a
  /// source that waits also before it has waited.
  func survey(_ visit: (_ group: String, _ inputs: GroupInputs?) throws -> Void) throws
}

extension Source {
  public func survey(_ visit: (_ group: String, _ inputs: GroupInputs?) throws -> Void) throws {}

  public var expectedExtents: Extents? { nil }
  public var totalExtents: Extents? { nil }
}

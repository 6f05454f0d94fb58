/// Hears what workers do, as it happens: for traces.
///
/// Called on the worker's thread between two activities, so it must be quick.
public protocol RunObserver: Sendable {
  /// A worker has ended one activity and begins another, or ends.
  func ended(_ span: Span)
}

/// A stretch of one worker's time.
public struct Span: Sendable {
  public let stage: String
  /// From 0 within the stage.
  public let worker: Int
  public let activity: Activity
  /// What was worked on, if that is known.
  public let item: ItemKey?
  public let start: ContinuousClock.Instant
  public let end: ContinuousClock.Instant
}

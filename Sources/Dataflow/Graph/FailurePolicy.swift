/// What the runner does when a stage throws on an item.
public struct FailurePolicy: Sendable, Hashable {
  /// What to do once the retries are used up.
  public enum LastResort: String, Sendable, Hashable, CaseIterable {
    /// End the run with the error.
    case stop
    /// Set the item (or its group) aside with the reason, and go on.
    case quarantine
  }

  /// How often to try again first. Only transforms are retried: they can be called twice.
  public var retries: Int
  /// The pause before the first retry; it doubles with each.
  public var backoff: Duration
  public var then: LastResort

  public init(retries: Int = 0, backoff: Duration = .milliseconds(200), then: LastResort) {
    self.retries = retries
    self.backoff = backoff
    self.then = then
  }

  /// The first error ends the run.
  public static let stop = FailurePolicy(then: .stop)
  /// A failing item is set aside at once.
  public static let quarantine = FailurePolicy(then: .quarantine)

  /// Tries again up to `retries` times, then resorts to `then`.
  public static func retry(
    _ retries: Int, backoff: Duration = .milliseconds(200), then: LastResort
  ) -> FailurePolicy {
    FailurePolicy(retries: retries, backoff: backoff, then: then)
  }
}

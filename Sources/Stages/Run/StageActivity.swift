import Synchronization

/// What stages that take long over one item are at, for whoever shows how a run goes.
public final class StageActivity: Sendable {
  private let texts = Mutex<[String: String]>([:])

  public init() {}

  /// What there is to say of each stage, by name.
  public var current: [String: String] { texts.withLock { $0 } }

  /// - Parameter text: nil once there is nothing to say any more.
  func set(_ stage: String, _ text: String?) {
    texts.withLock { $0[stage] = text }
  }
}

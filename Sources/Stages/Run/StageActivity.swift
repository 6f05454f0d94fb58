import Synchronization

/// What stages that take long over one item are at, for whoever shows how a run goes.
public final class StageActivity: Sendable {
  private let texts = Mutex<[String: String]>([:])
  private let isStopping = Atomic(false)

  public init() {}

  /// What there is to say of each stage, by name.
  public var current: [String: String] { texts.withLock { $0 } }

  /// The run is to end: what takes long stops where it can be gone on with.
  public func stop() { isStopping.store(true, ordering: .releasing) }

  var isAskedToStop: Bool { isStopping.load(ordering: .acquiring) }

  /// - Parameter text: nil once there is nothing to say any more.
  func set(_ stage: String, _ text: String?) {
    texts.withLock { $0[stage] = text }
  }
}

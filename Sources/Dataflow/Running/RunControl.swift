import Synchronization

/// Stops a run from outside, for example from a signal handler.
public final class RunControl: Sendable {
  private let stopping = Atomic(false)

  public init() {}

  /// Asks the sources to send nothing more. What is in flight is finished; groups that are not
  /// whole are discarded. To stop at once instead, cancel the task that runs the graph.
  public func stop() {
    stopping.store(true, ordering: .releasing)
  }

  public var isStopping: Bool {
    stopping.load(ordering: .acquiring)
  }
}

/// Thrown through a source's `run` when it is to send nothing more: let it pass. A stage that works long
/// on one item and was asked to stop throws it to leave the rest to the next run.
public struct RunStopping: Error, Sendable {
  public init() {}
}

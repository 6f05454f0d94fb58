/// How the runner is to run a stage. The defaults suit most.
public struct StageSettings: Sendable, Hashable {
  /// How many items are worked on at once. Sources, gathering stages and sinks have one worker.
  public var workers: Int
  /// How many items may wait in front of the stage, at each port. Deeper queues cost memory and
  /// rarely gain speed.
  public var capacity: Int
  public var onFailure: FailurePolicy
  public var executor: ExecutorKind
  /// Stages that must have ended before a source begins: their files are what it reads. They are added
  /// to the graph before it.
  public var after: [String]

  public init(
    workers: Int = 1, capacity: Int = 2, onFailure: FailurePolicy = .stop,
    executor: ExecutorKind = .compute, after: [String] = []
  ) {
    self.workers = workers
    self.capacity = capacity
    self.onFailure = onFailure
    self.executor = executor
    self.after = after
  }
}

/// Which threads a stage runs on. None of them belongs to Swift's cooperative pool, which must not
/// be blocked.
public enum ExecutorKind: String, Sendable, Hashable, CaseIterable {
  /// For arithmetic.
  case compute
  /// For reading and writing files.
  case files
}

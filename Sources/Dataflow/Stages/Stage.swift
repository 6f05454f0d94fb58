/// What every stage says of itself: what it holds in memory, and what it does around a run.
///
/// A stage is a value that describes work. It contains no channel, task or lock: the runner owns
/// concurrency, order, retries and accounting. `prepare` is called once before the first item, on
/// the copy that will run; `close` once after the last, also when the run failed or was stopped,
/// unless `prepare` threw. Costs and scratch are asked of the prepared copy.
public protocol Stage: Sendable {
  /// Bytes that each worker keeps for itself while it works, whatever the item.
  var scratchBytesPerWorker: Int { get }
  /// Bytes that the stage holds for the whole run, such as weights. Reported beside the budget.
  var residentBytes: Int { get }
  /// What one item of a group with these extents costs.
  func cost(of input: Extents) -> Cost
  /// The extents of what the stage makes of such items.
  func extents(of input: Extents) -> Extents
  /// Loads what the run needs. An error fails the run before anything was read.
  mutating func prepare() async throws
  /// Publishes or drops what spans groups. An error fails the run.
  func close() async throws
}

extension Stage {
  public var scratchBytesPerWorker: Int { 0 }
  public var residentBytes: Int { 0 }
  public func cost(of input: Extents) -> Cost { .none }
  public func extents(of input: Extents) -> Extents { input }
  public mutating func prepare() async throws {}
  public func close() async throws {}
}

/// What every stage says of itself: what it holds in memory, and what it does around a run.
///
/// A stage is a value that describes work. It contains no channel, task or lock: the runner owns
/// concurrency, order, retries and accounting. `prepare` is called once before the first item, on
/// the copy that will run; `close` once after the last, also when the run failed or was stopped,
/// unless `prepare` threw. Costs, scratch and fingerprint are asked of the prepared copy.
public protocol Stage: Sendable {
  /// What the stage's results follow from, besides its inputs; `nil` if it doesn't say. Then nothing
  /// that comes of it is taken over from an earlier run.
  var fingerprint: Fingerprint? { get }
  /// What the results for one group follow from beside fingerprint and inputs, by name, such as the
  /// digest of the group's lines in a file. Asked when the group's turn comes: in a graph whose
  /// sources wait, that file may have been written by an earlier stage of the same run.
  func inputs(of group: String) -> [String: String]
  /// Bytes that each worker keeps for itself while it works, whatever the item.
  var scratchBytesPerWorker: Int { get }
  /// Bytes that the stage holds for the whole run, such as weights. Reported beside the budget.
  var residentBytes: Int { get }
  /// What one item of a group with these extents costs.
  func cost(of input: Extents) -> Cost
  /// An estimate of the bytes on disk that the stage will leave for a group with these extents.
  func diskBytes(of group: Extents) -> Int
  /// The extents of what the stage makes of such items.
  func extents(of input: Extents) -> Extents
  /// Loads what the run needs. An error fails the run before anything was read.
  mutating func prepare() async throws
  /// Publishes or drops what spans groups. An error fails the run.
  func close(_ closing: Closing) async throws
}

extension Stage {
  public var fingerprint: Fingerprint? { nil }
  public func inputs(of group: String) -> [String: String] { [:] }
  public var scratchBytesPerWorker: Int { 0 }
  public var residentBytes: Int { 0 }
  public func cost(of input: Extents) -> Cost { .none }
  public func diskBytes(of group: Extents) -> Int { 0 }
  public func extents(of input: Extents) -> Extents { input }
  public mutating func prepare() async throws {}
  public func close(_ closing: Closing) async throws {}
}

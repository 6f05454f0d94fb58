import DurableFiles
import Logging

/// What a node's driver is connected to during a run.
struct Wiring: Sendable {
  let node: Int
  let name: String
  let settings: StageSettings
  let intake: Intake
  let output: OutputFan
  let meter: StageMeter
  let run: RunContext
  let executor: ThreadPoolExecutor
  /// How many nodes that nothing follows the items reach; only sources ask.
  let terminals: Int
  /// The nodes that it begins after.
  let predecessors: [Int]
  /// What an item sent from here on costs; only sources ask.
  let footprint: @Sendable (Extents) -> Footprint
}

/// What all drivers of a run share.
struct RunContext: Sendable {
  let control: RunControl
  let budget: MemoryBudget
  /// Held by the source that has a group open, where several share a limited budget.
  let sourceTurn: MemoryBudget?
  let ledger: RunLedger
  /// What earlier runs left; `nil` if the run keeps no journal.
  let resumption: Resumption?
  /// Where superseded files are removed.
  let files: any FileSystem
  let sleep: @Sendable (Duration) async throws -> Void
  let logger: Logger
}

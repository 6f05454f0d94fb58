import AsyncAlgorithms
import Dataflow
import Synchronization

/// One row of the channel benchmark.
struct ChannelBenchRow: Sendable {
  /// What carried the items: `one hop` or `five stages`.
  let path: String
  /// Whose channel it was, with its capacity.
  let carrier: String
  let itemsPerSecond: Double
}

/// Items per second through this project's channel and graph, and through `AsyncChannel` of
/// swift-async-algorithms 1.1.4, in one sitting.
///
/// - Parameter items: how many go through each; 100,000 take a few seconds.
func channelBench(items: Int) async throws -> [ChannelBenchRow] {
  var rows: [ChannelBenchRow] = []
  func measure(
    _ path: String, _ carrier: String, _ body: (Int) async throws -> Void
  ) async throws {
    // A tenth beforehand, for threads and memory to be there.
    try await body(max(1, items / 10))
    let clock = ContinuousClock()
    let time = try await clock.measure { try await body(items) }
    rows.append(
      ChannelBenchRow(
        path: path, carrier: carrier, itemsPerSecond: Double(items) / (time / .seconds(1))))
  }
  for capacity in [1, 2, 64] {
    try await measure("one hop", "Channel(capacity: \(capacity))") {
      try await sendThroughChannel(capacity: capacity, items: $0)
    }
  }
  try await measure("one hop", "AsyncChannel") { try await sendThroughAsyncChannels(1, items: $0) }
  for capacity in [2, 64] {
    try await measure("five stages", "Graph(capacity: \(capacity))") {
      try await sendThroughGraph(capacity: capacity, items: $0)
    }
  }
  try await measure("five stages", "AsyncChannel") {
    try await sendThroughAsyncChannels(5, items: $0)
  }
  return rows
}

/// What a benchmark counted must be what it sent.
private struct LostItems: Error {
  let sent: Int
  let sum: Int
}

private func check(_ sum: Int, items: Int, added: Int) throws {
  guard sum == items * (items - 1) / 2 + items * added else {
    throw LostItems(sent: items, sum: sum)
  }
}

private func sendThroughChannel(capacity: Int, items: Int) async throws {
  let channel = Channel<Int>(capacity: capacity)
  async let sent: Void = {
    for item in 0..<items { try await channel.send(item) }
    channel.finishProducer()
  }()
  var sum = 0
  while let item = try await channel.receive() { sum += item }
  try await sent
  try check(sum, items: items, added: 0)
}

/// `hops` channels in a row; the loops between them add one to each item.
private func sendThroughAsyncChannels(_ hops: Int, items: Int) async throws {
  let channels = (0..<hops).map { _ in AsyncChannel<Int>() }
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask {
      for item in 0..<items { await channels[0].send(item) }
      channels[0].finish()
    }
    for (from, to) in zip(channels, channels.dropFirst()) {
      tasks.addTask {
        for await item in from { await to.send(item + 1) }
        to.finish()
      }
    }
    var sum = 0
    for await item in channels[hops - 1] { sum += item }
    try await tasks.waitForAll()
    try check(sum, items: items, added: hops - 1)
  }
}

/// A source, four stages that add one, and a sink: five hops.
private func sendThroughGraph(capacity: Int, items: Int) async throws {
  let settings = StageSettings(capacity: capacity)
  let sum = Sum()
  var graph = Graph()
  var link = graph.source("source", Counter(items: items))
  for stage in 1...4 { link = graph.map("stage \(stage)", from: link, settings) { $0 + 1 } }
  graph.sink("sum", sum, from: link, settings)
  try await GraphRunner().run(graph)
  try check(sum.total.value, items: items, added: 4)
}

private struct Counter: Source {
  let items: Int

  func run(into output: SourceOutput<Int>) async throws {
    try await output.group("items", failureScope: .item) { group in
      for item in 0..<items { try await group.emit(at: item) { item } }
    }
  }
}

private struct Sum: Sink {
  final class Total: Sendable {
    private let stored = Mutex(0)
    var value: Int { stored.withLock { $0 } }
    func set(_ value: Int) { stored.withLock { $0 = value } }
  }

  let total = Total()

  func begin(_ group: Group) -> Writing {
    Writing(total: total)
  }

  struct Writing: GroupWriting {
    let total: Total
    var sum = 0

    mutating func write(_ item: Int, at index: Int) { sum += item }
    func finish() { total.set(sum) }
    func discard() {}
  }
}

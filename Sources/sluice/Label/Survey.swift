import Dataflow
import Foundation
import Imaging
import Logging
import Stages
import Synchronization

/// What is in a dataset, estimated from some of its cases.
struct Survey {
  let cases: Int
  let slices: Int
  let sampled: Int
  /// Slices with a prompt in all cases, estimated.
  let promptedSlices: Double
  /// Prompts on such a slice, over all kinds.
  let promptsPerSlice: Double
  let kinds: Int

  /// Reads `sampling` cases, spread over the dataset, and the headers of all.
  static func take(_ graph: LabelGraph, sampling: Int, logger: Logger) async throws -> Survey {
    let options = graph.readerOptions
    var reader = VolumeReader(options: options, logger: logger)
    try await reader.prepare()
    let contents = reader.contents
    let step = max(1, (contents.cases.count + sampling - 1) / sampling)
    let chosen = stride(from: 0, to: contents.cases.count, by: step).map { contents.cases[$0].id }
    var sampleOptions = options
    sampleOptions.include = chosen
    sampleOptions.limitSlices = nil

    let counter = PromptCounter()
    var counting = Graph()
    let slices = counting.source(
      "volumes", VolumeReader(options: sampleOptions, logger: logger),
      StageSettings(onFailure: .quarantine, executor: .files))
    let prompts = counting.transform(
      "prompts", try Prompts(graph.promptOptions), from: slices,
      StageSettings(onFailure: .quarantine))
    counting.sink("count", counter, from: prompts)
    try await GraphRunner(logger: logger).run(counting)

    let counts = counter.counts
    let total = contents.cases.map(\.slices).reduce(0, +)
    let share = Double(total) / Double(max(counts.slices, 1))
    return Survey(
      cases: contents.cases.count, slices: total, sampled: chosen.count,
      promptedSlices: Double(counts.prompted) * share,
      promptsPerSlice: Double(counts.prompts) / Double(max(counts.prompted, 1)),
      kinds: graph.kindCount)
  }
}

/// Counts slices and prompts.
private struct PromptCounter: Sink {
  struct Counts {
    var slices = 0
    var prompted = 0
    var prompts = 0
  }

  private final class Shelf: Sendable {
    let counts = Mutex(Counts())
  }

  private let shelf = Shelf()

  var counts: Counts { shelf.counts.withLock { $0 } }

  func begin(_ group: Group) -> Writing {
    Writing(counter: self)
  }

  struct Writing: GroupWriting {
    let counter: PromptCounter

    func write(_ prompts: SlicePrompts, at index: Int) {
      counter.shelf.counts.withLock {
        $0.slices += 1
        $0.prompted += prompts.isEmpty ? 0 : 1
        $0.prompts += prompts.sets.map { $0.prompts.count / $0.votes }.reduce(0, +)
      }
    }

    func finish() {}
    func discard() {}
  }
}

import Dataflow
import Training

/// One epoch as a graph of its own: slices are read, cut and changed by workers while the step before
/// runs, through the same bounded channels as everything else.
struct EpochGraph {
  let draws: [TrainingSlices.Draw]
  let workers: Int
  let batch: Int
  /// Reads one slice and prepares it.
  let load: @Sendable (TrainingSlices.Draw) throws -> TrainingSlice
  /// Takes one step, in the batches' order.
  let step: @Sendable ([TrainingSlice]) throws -> Void

  func run() async throws {
    var graph = Graph()
    let order = graph.source("order", DrawSource(draws: draws))
    let slices = graph.transform(
      "load", Loading(load: load), from: order,
      StageSettings(workers: workers, executor: .files))
    let batches = graph.gather("batch", Batch<TrainingSlice>(size: batch), from: slices)
    graph.sink("step", Stepping(step: step), from: batches, StageSettings(executor: .compute))
    do {
      try await GraphRunner().run(graph)
    } catch let failure as StageFailure {
      // The graph is nobody's but ours: what went wrong in it is what counts.
      throw failure.error
    }
  }

  private struct DrawSource: Source {
    let draws: [TrainingSlices.Draw]

    func run(into output: SourceOutput<TrainingSlices.Draw>) async throws {
      try await output.group("epoch") { sending in
        for (index, draw) in draws.enumerated() { try await sending.emit(at: index) { draw } }
      }
    }
  }

  private struct Loading: Transform {
    let load: @Sendable (TrainingSlices.Draw) throws -> TrainingSlice

    func process(_ draw: TrainingSlices.Draw) throws -> TrainingSlice? { try load(draw) }
  }

  private struct Stepping: Sink {
    let step: @Sendable ([TrainingSlice]) throws -> Void

    func begin(_ group: Group) -> Writing { Writing(step: step) }

    struct Writing: GroupWriting {
      let step: @Sendable ([TrainingSlice]) throws -> Void

      func write(_ batch: [TrainingSlice], at index: Int) throws { try step(batch) }
      func finish() {}
      func discard() {}
    }
  }
}

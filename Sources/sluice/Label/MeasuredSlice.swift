import Dataflow
import Foundation
import GraphFile
import Logging
import Stages
import Tensors

/// What one slice takes, measured by labelling one into a temporary folder.
struct MeasuredSlice {
  let caseID: String
  let encodeSeconds: Double
  let decodeSecondsPerPrompt: Double
  let shardBytes: Int
  let pictureBytes: Int
  let labelBytesPerSlice: Int
  let footprint: Footprint

  static func take(
    _ graph: LabelGraph, options: RunOptions, logger: Logger
  ) async throws -> MeasuredSlice {
    let temporary = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-dry-run-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    var one = graph
    one.limitSlices = 1
    one.overlaysPerCase = 1
    let checked = try CheckedGraph(one.spec, onFailure: .stop)
    let folder = RunFolder(temporary)
    _ = try folder.open()
    let engineGraph = try checked.plan.build(
      environment: LabelingEnvironment(
        folder: folder, team: ThreadTeam(threads: options.threadCount), models: ModelLibrary(),
        logger: logger))
    let outcome = try await GraphRunner(budget: options.memory.bytes, logger: logger)
      .run(engineGraph)

    func seconds(_ stage: String) -> Double {
      outcome.snapshot.stages.first { $0.name == stage }?.times.busy.seconds ?? 0
    }
    var reader = VolumeReader(options: one.readerOptions, logger: logger)
    try await reader.prepare()
    let prompts = try ProvenanceCount.rows(folder)
    let labelled = reader.contents.cases.first { $0.id == outcome.completeGroups.first }
    let pictures = FolderSize.bytes(of: "\(temporary)/overlays")
    return MeasuredSlice(
      caseID: outcome.completeGroups.first ?? "no case",
      encodeSeconds: seconds("encoder"),
      decodeSecondsPerPrompt: seconds("decoder") / Double(max(prompts, 1)),
      shardBytes: FolderSize.bytes(of: "\(temporary)/shards"),
      pictureBytes: pictures / max(1, graph.kindCount),
      labelBytesPerSlice: FolderSize.bytes(of: "\(temporary)/labels") / max(1, graph.kindCount)
        / max(1, labelled?.slices ?? 1),
      footprint: try await engineGraph.expectedFootprint())
  }
}

/// Counts the components of a run.
enum ProvenanceCount {
  static func rows(_ folder: RunFolder) throws -> Int {
    let sets = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/labels")) ?? []
    return try sets.map { set in
      let table = try String(
        contentsOfFile: "\(folder.labels(set))/provenance.csv", encoding: .utf8)
      return max(0, table.split(separator: "\n").count - 1)
    }.reduce(0, +)
  }
}

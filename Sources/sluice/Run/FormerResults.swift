import Dataflow
import DurableFiles
import GraphFile
import Stages

/// What stages left in a run's folder that its graph doesn't have any more. It stays there, but says
/// nothing of the run.
enum FormerResults {
  /// Their files, relative to the folder.
  static func files(in folder: RunFolder, _ journal: Journal) -> Set<String> {
    guard let description = try? RunDescription(contentsOf: folder.description) else { return [] }
    let graph = GraphSpec.parse(text: description.graph, file: folder.description)
    let former = Set(journal.stagesWithReceipts).subtracting(graph.stages.map(\.name))
    // Every receipt is read for it.
    guard !former.isEmpty else { return [] }
    var files: Set<String> = []
    try? journal.forEachReceipt { receipt in
      if former.contains(receipt.unit.stage) { files.formUnion(receipt.files.map(\.path)) }
    }
    return files
  }
}

import Dataflow
import Imaging

/// Which scans a run reads, settled before it starts.
struct ReadingPlan: Sendable {
  let dataset: DatasetDescription
  let cases: [DatasetCase]
  /// If given, only these slices count as prompted.
  let prompts: PromptFile?
  /// The extents of the first case that can be opened, for the check of the budget.
  let firstExtents: Extents?

  init(_ options: VolumeReader.Options) throws {
    dataset = try Dataset.open(
      options.dataset,
      DatasetOptions(
        include: options.include, exclude: options.exclude,
        missingFiles: options.allowMissing ? .skip : .fail, labelsFolder: options.references))
    prompts = try options.prompts.map { try PromptFile(contentsOf: $0) }
    if let prompts {
      let named = Set(prompts.caseIDs)
      cases = dataset.cases.filter { named.contains($0.id) }
      let unknown = named.subtracting(dataset.cases.map(\.id)).sorted()
      guard unknown.isEmpty else {
        throw StageError.option(
          stage: "prompts",
          "\(prompts.file) names cases that are not in \(options.dataset): "
            + unknown.prefix(5).joined(separator: ", ")
            + "; the dataset has \(dataset.cases.prefix(3).map(\.id).joined(separator: ", "))…")
      }
    } else {
      cases = dataset.cases
    }
    let labels = dataset.labels
    firstExtents =
      cases.lazy.compactMap {
        try? OpenCase($0, labels: labels, orientation: options.orientation).extents
      }.first
  }
}

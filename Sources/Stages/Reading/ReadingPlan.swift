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
  /// How many slices each case has; cases that can't be opened are missing.
  let slices: [String: Int]

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
    var firstExtents: Extents?
    var slices: [String: Int] = [:]
    for one in cases {
      // One that can't be opened is set aside later, when its turn comes.
      guard
        let opened = try? OpenCase(
          one, labels: dataset.labels, orientation: options.orientation)
      else { continue }
      firstExtents = firstExtents ?? opened.extents
      slices[one.id] = opened.extents.slices
    }
    self.firstExtents = firstExtents
    self.slices = slices
  }
}

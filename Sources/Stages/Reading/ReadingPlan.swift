import Dataflow
import DurableFiles
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
  /// Label values with their names, and the highest that was drawn, as one text.
  let labelNames: String
  /// Whether references may have the value 255, which training ignores.
  let acceptsIgnored: Bool
  /// Under which name the journal keeps how many slices an image has.
  let sliceCountName: String

  /// - Parameter journal: remembers how many slices a scan has, so that headers of scans that were
  ///   read before need not be opened.
  init(_ options: VolumeReader.Options, _ journal: Journal? = nil) throws {
    let choice = DatasetOptions(
      include: options.include, exclude: options.exclude,
      missingFiles: options.allowMissing ? .skip : .fail, labelsFolder: options.references)
    dataset = try Dataset.open(options.dataset, choice)
    prompts = try options.prompts.map { try PromptFile(contentsOf: $0) }
    cases = try Self.chosen(
      try Self.cases(of: dataset, at: options.dataset, choice, prompts), options)
    var firstExtents: Extents?
    var slices: [String: Int] = [:]
    for one in cases {
      if firstExtents != nil,
        let known = journal?.memory(ofFile: one.imagePath)?.facts[CaseInputs.sliceCount(options)]
      {
        slices[one.id] = known
        continue
      }
      // One that can't be opened is set aside later, when its turn comes.
      guard
        let opened = try? OpenCase(
          // Labels that another stage of the run is yet to make aren't there to be opened.
          options.labelsOf == nil ? one : DatasetCase(id: one.id, imagePath: one.imagePath),
          labels: dataset.labels, prompts: prompts, orientation: options.orientation)
      else { continue }
      firstExtents = firstExtents ?? opened.extents
      slices[one.id] = opened.extents.slices
    }
    let drawn = prompts?.records.map(\.prompt.label).max() ?? 0
    labelNames =
      dataset.labels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      .joined(separator: ", ") + "; \(drawn)"
    sliceCountName = CaseInputs.sliceCount(options)
    acceptsIgnored = options.references != nil
    self.firstExtents = firstExtents
    self.slices = slices
  }

  /// Exactly the cases that are asked for, with the references that are.
  ///
  /// - Throws: `StageError` if one isn't there.
  private static func chosen(
    _ cases: [DatasetCase], _ options: VolumeReader.Options
  ) throws -> [DatasetCase] {
    let known = cases.map(\.id)
    if let unknown = options.cases.first(where: { !known.contains($0) }) {
      throw StageError.option(
        stage: "volume-reader",
        "cases: there is no “\(unknown)” in \(options.dataset), which has "
          + known.prefix(5).joined(separator: ", ") + (known.count > 5 ? "…" : ""))
    }
    let chosen = cases.filter { options.cases.isEmpty || options.cases.contains($0.id) }
    guard let folder = options.references else { return chosen }
    let paths = chosen.map { "\(folder)/\($0.imagePath.lastPathComponent)" }
    guard options.labelsOf != nil || paths.contains(where: FilePath.exists) else {
      throw StageError.option(
        stage: "volume-reader",
        "references: \(folder) has labels of none of the \(chosen.count) scans of \(options.dataset); "
          + "expected files named as the scans, such as "
          + (chosen.first?.imagePath.lastPathComponent ?? "scan.nii.gz"))
    }
    return zip(chosen, paths).map { one, path in
      // Never the dataset's own in place of a missing one: that is an error of its case, when its turn
      // comes, or a case without labels.
      let label = options.allowMissing && !FilePath.exists(path) ? nil : path
      return DatasetCase(id: one.id, imagePath: one.imagePath, labelPath: label)
    }
  }

  /// The cases that have a prompt, or all if there is no prompt file.
  private static func cases(
    of dataset: DatasetDescription, at path: String, _ choice: DatasetOptions,
    _ prompts: PromptFile?
  ) throws -> [DatasetCase] {
    guard let prompts else { return dataset.cases }
    let named = Set(prompts.caseIDs.filter(choice.accepts))
    let known = dataset.cases.map(\.id) + dataset.missing.map(\.caseID)
    let unknown = named.subtracting(known).sorted()
    guard unknown.isEmpty else {
      throw StageError.option(
        stage: "prompts",
        "\(prompts.file) names cases that are not in \(path): "
          + unknown.prefix(5).joined(separator: ", ")
          + "; the dataset has \(known.prefix(3).joined(separator: ", "))"
          + (known.count > 3 ? "…" : ""))
    }
    let cases = dataset.cases.filter { named.contains($0.id) }
    guard !cases.isEmpty else {
      throw StageError.option(
        stage: "prompts",
        "\(prompts.file) has no prompt for any of the \(dataset.cases.count) cases chosen from "
          + path)
    }
    return cases
  }
}

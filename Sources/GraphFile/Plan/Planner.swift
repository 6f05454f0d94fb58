import Dataflow

/// Checks a graph against a catalog. Every step goes on as far as it can, so that one run shows
/// all problems; what hangs on something unknown is left alone rather than blamed too.
struct Planner<Environment: Sendable> {
  /// A stage of the file on its way to becoming a planned one.
  struct Draft {
    let spec: StageSpec
    /// `nil` if the kind is unknown.
    let entry: CatalogEntry<Environment>?
    var options: [PlannedStage.Option] = []
    /// `nil` if the options are wrong.
    var configured: ConfiguredStage<Environment>?
    /// What it sends; `nil` if it sends nothing or nobody knows.
    var output: ElementType?
    var links: [DraftLink] = []
    /// Drafts that must have ended before it begins.
    var after: [Int] = []

    /// Drafts that must be placed before it.
    var predecessors: [Int] { links.map(\.source) + after }
    var description: StageDescription? { entry?.description }
    /// For messages: `"decoder" (mask-decoder)`.
    var label: String { "\(spec.name.quoted) (\(spec.kind))" }
  }

  /// A link whose two ends are known.
  struct DraftLink {
    let port: PortDescription
    /// Index of the draft that sends.
    let source: Int
    let location: SourceLocation?
  }

  let spec: GraphSpec
  let catalog: StageCatalog<Environment>
  let missingFiles: Problem.Severity?
  var drafts: [Draft] = []
  /// Index of the draft of that name.
  var indices: [String: Int] = [:]
  var log: ProblemLog

  init(
    _ spec: GraphSpec, catalog: StageCatalog<Environment>, missingFiles: Problem.Severity?
  ) {
    self.spec = spec
    self.catalog = catalog
    self.missingFiles = missingFiles
    log = ProblemLog(file: spec.file)
  }

  /// The stages in the order in which they are to be added.
  mutating func plan() -> [(planned: PlannedStage, configured: ConfiguredStage<Environment>?)] {
    if spec.stages.isEmpty, spec.problems.isEmpty {
      log.error("the graph has no stages", at: nil)
    }
    for stage in spec.stages { draft(stage) }
    for index in drafts.indices { configure(index) }
    for index in drafts.indices { checkSettings(of: drafts[index]) }
    for index in drafts.indices { link(index) }
    for index in drafts.indices { findPredecessors(of: index) }
    let order = topologicalOrder()
    checkTypes()
    checkOrigins(order)
    checkPlaces(order)
    checkOutputs()
    return order.compactMap { index in
      planned(drafts[index]).map { ($0, drafts[index].configured) }
    }
  }

  private mutating func draft(_ stage: StageSpec) {
    let entry = catalog.entry(stage.kind)
    if entry == nil, !stage.kind.isEmpty {
      log.error(
        "unknown stage \(stage.kind.quoted)", at: stage.places.kind ?? stage.places.name,
        suggestion: Suggestion.name(
          like: stage.kind, among: catalog.descriptions.map(\.kind),
          listedAs: "the catalog has"))
    }
    if indices[stage.name] != nil {
      log.error(
        "two stages are named \(stage.name.quoted)", at: stage.places.name,
        suggestion: "give each a name of its own")
    } else {
      indices[stage.name] = drafts.count
    }
    drafts.append(Draft(spec: stage, entry: entry))
  }

  private mutating func checkSettings(of draft: Draft) {
    guard let description = draft.description, description.role != .transform else { return }
    let role = description.role.noun
    if let workers = draft.spec.workers, workers > 1 {
      log.error(
        "stage \(draft.label) is a \(role) and has one worker, not \(workers)",
        at: draft.spec.places.workers,
        suggestion: "remove `workers:`; only transforms work on several items at once")
    }
    if let retries = draft.spec.onFailure?.retries, retries > 0 {
      log.error(
        "stage \(draft.label) is a \(role) and can't try again", at: draft.spec.places.onFailure,
        suggestion: "write stop or quarantine; only transforms can be called twice")
    }
  }

  private func planned(_ draft: Draft) -> PlannedStage? {
    guard let description = draft.description else { return nil }
    let defaults = StageSettings()
    let inputs = description.inputs.compactMap { port in
      draft.links.first { $0.port.name == port.name }.map { link in
        PlannedStage.Input(
          port: port.name, source: drafts[link.source].spec.name,
          type: drafts[link.source].output ?? ElementType("?"))
      }
    }
    return PlannedStage(
      name: draft.spec.name, kind: draft.spec.kind, role: description.role, inputs: inputs,
      output: draft.output,
      settings: StageSettings(
        workers: draft.spec.workers ?? defaults.workers,
        capacity: draft.spec.capacity ?? defaults.capacity,
        onFailure: draft.spec.onFailure ?? defaults.onFailure,
        executor: description.executor,
        after: draft.after.map { drafts[$0].spec.name }),
      options: draft.options)
  }
}

extension StageDescription.Role {
  /// For messages: `gathering stage`.
  var noun: String {
    self == .gather ? "gathering stage" : rawValue
  }
}

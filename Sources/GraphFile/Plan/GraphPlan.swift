public import Dataflow

/// A graph that was checked against a catalog: its stages in the order in which they are added, or
/// everything that is wrong with it.
public struct GraphPlan<Environment: Sendable>: Sendable {
  public let name: String
  /// What the file says of the graph.
  public let summary: String?
  /// The stages with known kinds, each after those that it takes its inputs from. With errors, what
  /// could be made out.
  public let stages: [PlannedStage]
  /// Everything that is wrong, in the order of the lines.
  public let problems: [Problem]

  private let configured: [String: ConfiguredStage<Environment>]
  private let file: String?
  private let places: [String: SourceLocation]

  /// Checks `spec` as a whole.
  ///
  /// - Parameter missingFiles: how bad it is if a file or folder that an option names doesn't
  ///   exist; `nil` not to look.
  public init(
    _ spec: GraphSpec, catalog: StageCatalog<Environment>,
    missingFiles: Problem.Severity? = .error
  ) {
    let spec = spec.expanding()
    var planner = Planner(spec, catalog: catalog, missingFiles: missingFiles)
    let stages = planner.plan()
    name = spec.name
    summary = spec.summary
    self.stages = stages.map(\.planned)
    problems = (spec.problems + planner.log.problems).sorted()
    file = spec.file
    configured = Dictionary(
      stages.compactMap { stage in stage.configured.map { (stage.planned.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    places = Dictionary(
      spec.stages.compactMap { stage in stage.places.name.map { (stage.name, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The problems that keep it from running.
  public var errors: [Problem] { problems.filter { $0.severity == .error } }
  /// The problems that don't keep it from running.
  public var warnings: [Problem] { problems.filter { $0.severity == .warning } }

  /// The typed graph.
  ///
  /// - Throws: `GraphFileError.invalid` with all errors of the plan, or with the one of a stage that
  ///   could not be added.
  public func build(environment: Environment) throws -> Graph {
    guard errors.isEmpty else { throw GraphFileError.invalid(errors) }
    var graph = Graph()
    var links: [String: AnyLink] = [:]
    for stage in stages {
      guard let configured = configured[stage.name] else { continue }
      let inputs = stage.inputs.compactMap { input in
        links[input.source].map { (input.port, $0) }
      }
      let call = StageCall(
        name: stage.name, settings: stage.settings,
        inputs: Dictionary(inputs, uniquingKeysWith: { first, _ in first }),
        environment: environment)
      do {
        links[stage.name] = try configured.add(&graph, call)
      } catch {
        throw GraphFileError.invalid([
          Problem(
            .error, "stage \(stage.name.quoted): \(error)", file: file, at: places[stage.name])
        ])
      }
    }
    return graph
  }
}

import Dataflow
import Foundation

/// A stage kind with the type of its options out of sight.
struct CatalogEntry<Environment: Sendable>: Sendable {
  let description: StageDescription
  /// `Options()` as a mapping; options without a default are absent.
  let defaults: GraphValue
  /// Turns a mapping of all options into a stage that can be added to a graph.
  let configure: @Sendable (GraphValue) throws -> ConfiguredStage<Environment>

  init<Stage: CatalogStage<Environment>>(_ stage: Stage.Type) {
    description = Stage.description
    // Options that can't be encoded are a mistake in the catalog, which any use of it shows.
    defaults = try! GraphValue(encoding: Stage.Options())
    configure = { values in
      let options = try values.decoded(as: Stage.Options.self)
      return ConfiguredStage(
        output: Stage.output(options), problems: Stage.check(options),
        resultNames: Stage.resultNames(options),
        places: { Stage.places(options, stage: $0, results: $1) },
        add: { try Stage.add(options, to: &$0, $1) })
    }
  }
}

/// A stage kind with its options.
struct ConfiguredStage<Environment: Sendable>: Sendable {
  let output: ElementType?
  /// What `CatalogStage.check` found.
  let problems: [String]
  let resultNames: [String]?
  let places: @Sendable (_ stage: String, _ results: [String]) -> [OutputPlace]
  let add: @Sendable (inout Graph, StageCall<Environment>) throws -> AnyLink?
}

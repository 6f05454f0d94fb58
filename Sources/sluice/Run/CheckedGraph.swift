import Dataflow
import GraphFile
import Stages

/// A graph without problems, and what it was made of.
struct CheckedGraph {
  let spec: GraphSpec
  let plan: GraphPlan<LabelingEnvironment>

  /// Checks a graph against the catalog; prints its problems.
  ///
  /// - Parameter onFailure: overrides what the graph says of failing cases.
  /// - Throws: `CommandFailure` if there is an error among the problems.
  init(_ spec: GraphSpec, onFailure: FailurePolicy.LastResort?) throws {
    self.spec = spec.settingAsideFailures(unless: onFailure)
    plan = GraphPlan(self.spec, catalog: stageCatalog)
    for problem in plan.problems { standardError("\(problem)") }
    guard plan.errors.isEmpty else {
      throw CommandFailure(.badInput, "error: the graph has problems; nothing was started")
    }
  }
}

extension GraphSpec {
  /// The same graph, where stages of which it says nothing set failing cases aside: in bulk, one
  /// broken scan must not cost the others.
  ///
  /// - Parameter override: what all stages do instead, if given.
  func settingAsideFailures(unless override: FailurePolicy.LastResort? = nil) -> GraphSpec {
    var spec = self
    for index in spec.stages.indices {
      var policy = spec.stages[index].onFailure ?? .quarantine
      if let override { policy.then = override }
      spec.stages[index].onFailure = policy
    }
    return spec
  }
}

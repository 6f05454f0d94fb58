import Dataflow

extension PlannedStage {
  /// What a diagram says below the name: `sam-encoder`, `sam-encoder ×2` with two workers.
  var caption: String {
    settings.workers > 1 ? "\(kind) ×\(settings.workers)" : kind
  }
}

extension GraphPlan {
  /// A short identifier by stage name, as names may contain what a language doesn't allow.
  var diagramIDs: [String: String] {
    Dictionary(
      stages.enumerated().map { ($1.name, "s\($0 + 1)") }, uniquingKeysWith: { first, _ in first })
  }
}

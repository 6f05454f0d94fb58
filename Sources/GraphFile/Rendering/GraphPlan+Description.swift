import Dataflow

extension GraphPlan: CustomStringConvertible {
  /// The stages in a table: what each is, where its inputs come from, what it sends, how it runs,
  /// and the options that differ from their defaults.
  public var description: String {
    var table = TextTable(header: [
      "stage", "kind", "from", "sends", "workers", "capacity", "on failure", "options",
    ])
    for stage in stages {
      let isSource = stage.role == .source
      table.add([
        stage.name, stage.kind, stage.from, stage.output?.description ?? "",
        stage.role == .transform ? "\(stage.settings.workers)" : "",
        isSource ? "" : "\(stage.settings.capacity)", stage.settings.onFailure.label,
        stage.options.filter { !$0.isDefault }.map { "\($0.name)=\($0.written)" }
          .joined(separator: " "),
      ])
    }
    let title = [name, summary ?? ""].filter { !$0.isEmpty }
    return (title.isEmpty ? "" : title.joined(separator: "\n") + "\n\n") + table.rendered()
  }
}

extension PlannedStage {
  /// `window`, or for several ports `embedding: encoder, prompts: prompts`.
  fileprivate var from: String {
    inputs.count == 1
      ? inputs[0].source
      : inputs.map { "\($0.port): \($0.source)" }.joined(separator: ", ")
  }
}

extension FailurePolicy {
  /// `stop`, or `retry 2, then quarantine`.
  var label: String {
    retries == 0 ? then.rawValue : "retry \(retries), then \(then.rawValue)"
  }
}

import Dataflow

extension GraphPlan: CustomStringConvertible {
  /// The stages in a table: what each is, where its inputs come from, what it sends and how it
  /// runs. Below, the options that differ from their defaults.
  public var description: String {
    let title = [name, summary ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    let changed = changedOptions
    let parts = [
      title, table.rendered(),
      changed.isEmpty ? "" : "Options that differ from their defaults\n\(changed)",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var table: TextTable {
    var table = TextTable(header: [
      "stage", "kind", "from", "sends", "workers", "capacity", "on failure",
    ])
    for stage in stages {
      table.add([
        stage.name, stage.kind, stage.from, stage.output?.description ?? "",
        stage.role == .transform ? "\(stage.settings.workers)" : "",
        stage.role == .source ? "" : "\(stage.settings.capacity)",
        stage.settings.onFailure.label,
      ])
    }
    return table
  }

  private var changedOptions: String {
    let lines = stages.compactMap { stage -> String? in
      let options = stage.options.filter { !$0.isDefault }.map { "\($0.name): \($0.written)" }
      return options.isEmpty ? nil : "  \(stage.name)\n    \(options.joined(separator: "\n    "))"
    }
    return lines.joined(separator: "\n")
  }
}

extension PlannedStage {
  /// `window`, or for several ports `embedding: encoder, prompts: prompts`.
  fileprivate var from: String {
    if !settings.after.isEmpty { return "after \(settings.after.joined(separator: ", "))" }
    return inputs.count == 1
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

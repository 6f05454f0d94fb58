/// A stage in its place in a graph, with the types of its items out of sight.
struct Node: Sendable {
  enum Role: Sendable {
    case source
    case transform
    case gather
    case sink
  }

  let name: String
  let role: Role
  let settings: StageSettings
  let ports: [Port]
  /// As it was added; in a running graph, as `prepare` left it.
  var stage: any Stage
  /// Prepares the stage and returns the code that runs it.
  let prepared: @Sendable () async throws -> PreparedNode

  init<S: Stage>(
    _ name: String, _ role: Role, _ settings: StageSettings, ports: [Port], stage: S,
    run: @escaping @Sendable (S, Wiring) async throws -> Void
  ) {
    self.name = name
    self.role = role
    self.settings = settings
    self.ports = ports
    self.stage = stage
    prepared = {
      var stage = stage
      try await stage.prepare()
      let ready = stage
      return PreparedNode(stage: ready, run: { try await run(ready, $0) })
    }
  }

  /// Whether items are numbered anew here, so that streams from before and after can't be joined.
  var beginsLineage: Bool {
    switch role {
    case .source, .gather: true
    case .transform, .sink: false
    }
  }

  /// Only transforms work on several items at once.
  var workers: Int {
    role == .transform ? settings.workers : 1
  }
}

/// A stage that is ready to run.
struct PreparedNode: Sendable {
  let stage: any Stage
  let run: @Sendable (Wiring) async throws -> Void
}

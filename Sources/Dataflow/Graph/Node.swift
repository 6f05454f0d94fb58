/// A stage in its place in a graph, with the types of its items out of sight.
struct Node: Sendable {
  enum Role: Sendable {
    case source
    case transform
    case gather(heldItems: Int)
    case sink
  }

  let name: String
  let role: Role
  let settings: StageSettings
  let ports: [Port]
  let stage: any Stage
  /// Prepares the stage and returns the code that runs it.
  let prepared: @Sendable () async throws -> PreparedNode

  /// Whether items are numbered anew here, so that streams from before and after can't be joined.
  var beginsLineage: Bool {
    switch role {
    case .source, .gather: true
    case .transform, .sink: false
    }
  }

  var heldItems: Int {
    if case .gather(let heldItems) = role { heldItems } else { 0 }
  }
}

/// A stage that is ready to run.
struct PreparedNode: Sendable {
  var expectedExtents: Extents?
  let run: @Sendable (Wiring) async throws -> Void
  let close: @Sendable () async throws -> Void
}

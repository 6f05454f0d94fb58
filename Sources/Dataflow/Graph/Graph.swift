/// Stages and the links between them. Describes a run; nothing happens until a `GraphRunner` runs
/// it.
///
/// ```swift
/// var graph = Graph()
/// let numbers = graph.source("numbers", ArraySource([1, 2, 3]))
/// let squares = graph.map("squares", from: numbers, .workers(2)) { $0 * $0 }
/// graph.sink("print", PrintSink(), from: join(numbers, squares))
/// try await GraphRunner().run(graph)
/// ```
public struct Graph: Sendable {
  var nodes: [Node] = []

  public init() {}

  /// Adds a source and returns its stream.
  public mutating func source<S: Source>(
    _ name: String, _ source: S, _ settings: StageSettings = StageSettings(executor: .files)
  ) -> Link<S.Output> {
    append(
      Node(
        name: name, role: .source, settings: settings, ports: [], stage: source,
        prepared: {
          var source = source
          try await source.prepare()
          let ready = source
          return PreparedNode(
            expectedExtents: ready.expectedExtents,
            run: { try await SourceDriver(source: ready, wiring: $0).run() },
            close: { try await ready.close() })
        }))
  }

  /// Adds a stage that turns each item of `input` into one, and returns the stream of those.
  public mutating func transform<T: Transform>(
    _ name: String, _ transform: T, from input: Link<T.Input>,
    _ settings: StageSettings = StageSettings()
  ) -> Link<T.Output> {
    append(
      Node(
        name: name, role: .transform, settings: settings, ports: input.ports, stage: transform,
        prepared: {
          var transform = transform
          try await transform.prepare()
          let ready = transform
          return PreparedNode(
            run: {
              try await TransformDriver(
                transform: ready, assemble: input.assemble, wiring: $0
              ).run()
            },
            close: { try await ready.close() })
        }))
  }

  /// Adds a stage that sees the items of a group together, and returns the stream of what it makes.
  public mutating func gather<G: Gather>(
    _ name: String, _ gather: G, from input: Link<G.Input>,
    _ settings: StageSettings = StageSettings()
  ) -> Link<G.Output> {
    append(
      Node(
        name: name, role: .gather(heldItems: gather.heldItems), settings: settings,
        ports: input.ports, stage: gather,
        prepared: {
          var gather = gather
          try await gather.prepare()
          let ready = gather
          return PreparedNode(
            run: {
              try await GatherDriver(gather: ready, assemble: input.assemble, wiring: $0).run()
            },
            close: { try await ready.close() })
        }))
  }

  /// Adds a stage that writes what arrives.
  public mutating func sink<S: Sink>(
    _ name: String, _ sink: S, from input: Link<S.Input>,
    _ settings: StageSettings = StageSettings(executor: .files)
  ) {
    let _: Link<Never> = append(
      Node(
        name: name, role: .sink, settings: settings, ports: input.ports, stage: sink,
        prepared: {
          var sink = sink
          try await sink.prepare()
          let ready = sink
          return PreparedNode(
            run: { try await SinkDriver(sink: ready, assemble: input.assemble, wiring: $0).run() },
            close: { try await ready.close() })
        }))
  }

  private mutating func append<Value>(_ node: Node) -> Link<Value> {
    nodes.append(node)
    return Link(from: nodes.count - 1)
  }
}

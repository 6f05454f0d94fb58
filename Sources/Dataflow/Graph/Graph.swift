/// Stages and the links between them. Describes a run; nothing happens until a `GraphRunner` runs
/// it.
///
/// ```swift
/// var graph = Graph()
/// let numbers = graph.source("numbers", ArraySource([1, 2, 3]))
/// let squares = graph.map("squares", from: numbers, StageSettings(workers: 2)) { $0 * $0 }
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
      Node(name, .source, settings, ports: [], stage: source) { source, wiring in
        try await SourceDriver(source: source, wiring: wiring).run()
      })
  }

  /// Adds a stage that turns each item of `input` into one, and returns the stream of those.
  public mutating func transform<T: Transform>(
    _ name: String, _ transform: T, from input: Link<T.Input>,
    _ settings: StageSettings = StageSettings()
  ) -> Link<T.Output> {
    append(
      Node(name, .transform, settings, ports: input.ports, stage: transform) { transform, wiring in
        try await TransformDriver(transform: transform, assemble: input.assemble, wiring: wiring)
          .run()
      })
  }

  /// Adds a stage that sees the items of a group together, and returns the stream of what it makes.
  public mutating func gather<G: Gather>(
    _ name: String, _ gather: G, from input: Link<G.Input>,
    _ settings: StageSettings = StageSettings()
  ) -> Link<G.Output> {
    append(
      Node(name, .gather, settings, ports: input.ports, stage: gather) { gather, wiring in
        try await GatherDriver(gather: gather, assemble: input.assemble, wiring: wiring).run()
      })
  }

  /// Adds a stage that writes what arrives.
  public mutating func sink<S: Sink>(
    _ name: String, _ sink: S, from input: Link<S.Input>,
    _ settings: StageSettings = StageSettings(executor: .files)
  ) {
    let _: Link<Never> = append(
      Node(name, .sink, settings, ports: input.ports, stage: sink) { sink, wiring in
        try await SinkDriver(sink: sink, assemble: input.assemble, wiring: wiring).run()
      })
  }

  private mutating func append<Value>(_ node: Node) -> Link<Value> {
    nodes.append(node)
    return Link(from: nodes.count - 1)
  }

  /// The node of that number and every node that its items reach.
  func reach(of origin: Int) -> Set<Int> {
    var reached: Set<Int> = [origin]
    // Nodes are added after those they take from, so that one pass sees every way.
    for (index, node) in nodes.enumerated()
    where node.ports.contains(where: { reached.contains($0.node) }) {
      reached.insert(index)
    }
    return reached
  }

  /// Nodes that nothing follows.
  var terminals: Set<Int> {
    Set(nodes.indices).subtracting(nodes.flatMap(\.ports).map(\.node))
  }
}

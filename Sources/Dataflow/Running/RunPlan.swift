/// The channels of a graph, and how deep each must be.
struct RunPlan {
  /// For each node, one channel for each of its ports.
  let inputs: [[Channel<Envelope>]]
  /// For each node, the channels of its consumers.
  let outputs: [[Channel<Envelope>]]
  /// For each node, what ends when the nodes that it begins after have ended.
  let awaited: [[Channel<Never>]]
  /// For each node, what it ends when it has ended.
  let announced: [[Channel<Never>]]

  /// - Throws: `GraphError` if the graph can't be run.
  init(_ graph: Graph) throws {
    try Self.validate(graph)
    let capacities = Self.capacities(graph)
    inputs = capacities.map { $0.map { Channel<Envelope>(capacity: $0) } }
    var outputs = graph.nodes.map { _ in [Channel<Envelope>]() }
    for (node, channels) in zip(graph.nodes, inputs) {
      for (port, channel) in zip(node.ports, channels) { outputs[port.node].append(channel) }
    }
    self.outputs = outputs
    var announced = graph.nodes.map { _ in [Channel<Never>]() }
    awaited = graph.nodes.map { node in
      node.settings.after.map { name in
        let end = Channel<Never>(capacity: 1)
        announced[graph.nodes.firstIndex { $0.name == name }!].append(end)
        return end
      }
    }
    self.announced = announced
  }

  /// What each node's driver is connected to.
  func wirings(
    of graph: Graph, _ executors: Executors, _ context: RunContext, _ observer: (any RunObserver)?
  ) -> [Wiring] {
    let terminals = graph.terminals
    return graph.nodes.enumerated().map { index, node in
      let reach = graph.reach(of: index)
      return Wiring(
        node: index, name: node.name, settings: node.settings,
        intake: Intake(ports: node.ports, channels: inputs[index]),
        output: OutputFan(channels: outputs[index], ledger: context.ledger),
        meter: StageMeter(stage: node.name, observer: observer),
        run: context, executor: executors[node.settings.executor],
        terminals: reach.intersection(terminals).count,
        predecessors: node.settings.after.compactMap { name in
          graph.nodes.firstIndex { $0.name == name }
        },
        footprint: { graph.footprint(of: $0, reaching: reach) })
    }
  }

  private static func validate(_ graph: Graph) throws {
    guard !graph.nodes.isEmpty else { throw GraphError.noStages }
    var names: Set<String> = []
    var origins: [String] = []
    for node in graph.nodes {
      guard names.insert(node.name).inserted else { throw GraphError.duplicateName(node.name) }
      for (setting, value) in [
        ("workers", node.settings.workers), ("capacity", node.settings.capacity),
      ] where value < 1 {
        throw GraphError.invalidSetting(stage: node.name, setting: setting, value: value)
      }
      for other in node.settings.after {
        let reason: String? =
          node.role != .source
          ? "only sources wait"
          : other == node.name || !names.contains(other)
            ? "no stage of that name is added before it" : nil
        if let reason {
          throw GraphError.unusableOrder(stage: node.name, after: other, reason: reason)
        }
      }
      let inputs = Set(node.ports.map { origins[$0.node] })
      guard inputs.count <= 1 else {
        throw GraphError.unrelatedInputs(stage: node.name, origins: inputs.sorted())
      }
      origins.append(node.beginsLineage ? node.name : inputs.first!)
    }
  }

  /// Where branches of different length meet again, the short one's channel must hold what the long
  /// one has in flight, or it would hold the long one up. That costs no memory: every item in it is
  /// admitted already.
  private static func capacities(_ graph: Graph) -> [[Int]] {
    var inFlight: [Int] = []
    return graph.nodes.map { node in
      let longest = node.ports.map { inFlight[$0.node] }.max() ?? 0
      let capacities = node.ports.map { node.settings.capacity + longest - inFlight[$0.node] }
      inFlight.append(node.beginsLineage ? 0 : longest + node.settings.capacity + node.workers)
      return capacities
    }
  }
}

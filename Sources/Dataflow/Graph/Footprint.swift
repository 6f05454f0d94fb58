/// What a graph needs in memory for items of given extents.
public struct Footprint: Sendable, Equatable {
  /// One stage's share.
  public struct Part: Sendable, Equatable {
    public let stage: String
    /// Bytes of one admitted item.
    public let item: Int
    /// Bytes of one open group.
    public let group: Int
    /// Bytes of all workers' scratch.
    public let scratch: Int
    /// Bytes held for the whole run beside the budget, such as weights.
    public let resident: Int

    /// What the stage needs of the budget for one item to get through.
    public var bytes: Int { item.saturatingSum(group).saturatingSum(scratch) }
  }

  public let parts: [Part]
  /// How many admitted items gathering stages may hold back at once, beside the one that moves.
  public let heldItems: Int

  /// Bytes that one item is admitted for.
  public var item: Int { sum(\.item) }
  /// Bytes that one open group is admitted for.
  public var group: Int { sum(\.group) }
  /// Bytes that are taken from the budget before the first item.
  public var scratch: Int { sum(\.scratch) }
  /// Bytes beside the budget.
  public var resident: Int { sum(\.resident) }
  /// The smallest budget with which every such item gets through.
  public var required: Int {
    scratch.saturatingSum(group)
      .saturatingSum(item.saturatingProduct(heldItems.saturatingSum(1)))
  }

  private func sum(_ share: KeyPath<Part, Int>) -> Int {
    parts.reduce(0) { $0.saturatingSum($1[keyPath: share]) }
  }

  /// The stages that need most of the budget.
  func largestParts(_ count: Int) -> [Part] {
    Array(parts.filter { $0.bytes > 0 }.sorted { $0.bytes > $1.bytes }.prefix(count))
  }
}

extension Graph {
  /// What items of the given extents, as their source sends them, hold on their whole way.
  ///
  /// In a graph with several sources every stage counts, whichever source its items come from.
  public func footprint(of extents: Extents) -> Footprint {
    footprint(of: extents, reaching: Set(nodes.indices))
  }

  /// What is known of the items that a node sends.
  private struct Flow {
    var extents: Extents
    /// How many there may be for one item of the source.
    var copies = 1
    /// How many admitted items each may be made of.
    var origins = 1
  }

  /// The footprint of items that come to the nodes `reached` only. Scratch counts everywhere: all
  /// workers live at once.
  func footprint(of extents: Extents, reaching reached: Set<Int>) -> Footprint {
    var parts: [Footprint.Part] = []
    var flows: [Flow] = []
    var heldItems = 0
    for (index, node) in nodes.enumerated() {
      var flow = arriving(at: node, flows) ?? Flow(extents: extents)
      let cost = reached.contains(index) ? node.stage.cost(of: flow.extents) : .none
      parts.append(
        Footprint.Part(
          stage: node.name, item: cost.item.saturatingProduct(flow.copies), group: cost.group,
          scratch: node.stage.scratchBytesPerWorker.saturatingProduct(node.workers),
          resident: node.stage.residentBytes))
      if reached.contains(index), let gather = node.stage as? any Gather {
        // What it holds back may itself have been gathered, with all its items' bytes.
        heldItems = heldItems.saturatingSum(gather.heldItems.saturatingProduct(flow.origins))
        flow.origins = flow.origins.saturatingProduct(gather.heldItems.saturatingSum(1))
      }
      flow.extents = node.stage.extents(of: flow.extents)
      flow.copies = flow.copies.saturatingProduct(cost.fanOut)
      flows.append(flow)
    }
    return Footprint(parts: parts, heldItems: heldItems)
  }

  /// Where inputs are joined, an extent that several of them name is the first one's.
  private func arriving(at node: Node, _ flows: [Flow]) -> Flow? {
    guard let first = node.ports.first else { return nil }
    return node.ports.dropFirst().reduce(into: flows[first.node]) { flow, port in
      flow.extents.values.merge(flows[port.node].extents.values) { first, _ in first }
      flow.copies = max(flow.copies, flows[port.node].copies)
      flow.origins = max(flow.origins, flows[port.node].origins)
    }
  }
}

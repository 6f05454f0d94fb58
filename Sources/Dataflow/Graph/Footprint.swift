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
    public var bytes: Int { item + group + scratch }
  }

  public let parts: [Part]
  /// How many admitted items gathering stages may hold back at once, beside the one that moves.
  public let heldItems: Int

  /// Bytes that one item is admitted for.
  public var item: Int { parts.map(\.item).reduce(0, +) }
  /// Bytes that one open group is admitted for.
  public var group: Int { parts.map(\.group).reduce(0, +) }
  /// Bytes that are taken from the budget before the first item.
  public var scratch: Int { parts.map(\.scratch).reduce(0, +) }
  /// Bytes beside the budget.
  public var resident: Int { parts.map(\.resident).reduce(0, +) }
  /// The smallest budget with which every such item gets through.
  public var required: Int { scratch + group + item * (1 + heldItems) }

  /// The stages that need most of the budget.
  func largestParts(_ count: Int) -> [Part] {
    Array(parts.filter { $0.bytes > 0 }.sorted { $0.bytes > $1.bytes }.prefix(count))
  }
}

extension Graph {
  /// What items of the given extents, as their source sends them, hold on their whole way.
  public func footprint(of extents: Extents) -> Footprint {
    var parts: [Footprint.Part] = []
    var inputs: [(extents: Extents, copies: Int)] = []
    for node in nodes {
      let input = node.ports.first.map { inputs[$0.node] } ?? (extents: extents, copies: 1)
      let cost = node.stage.cost(of: input.extents)
      parts.append(
        Footprint.Part(
          stage: node.name, item: cost.item * input.copies, group: cost.group,
          scratch: node.stage.scratchBytesPerWorker * node.workers,
          resident: node.stage.residentBytes))
      inputs.append((node.stage.extents(of: input.extents), input.copies * cost.fanOut))
    }
    return Footprint(parts: parts, heldItems: nodes.map(\.heldItems).reduce(0, +))
  }
}

extension Node {
  /// Only transforms work on several items at once.
  var workers: Int {
    if case .transform = role { settings.workers } else { 1 }
  }
}

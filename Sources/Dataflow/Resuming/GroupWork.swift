import DurableFiles

/// What a run has to do for one group: which units, and which nodes that takes.
struct GroupWork: Sendable {
  let id: String
  /// `nil` if the source did not say what the group is made of: then everything is done, and there
  /// are no receipts.
  let group: KeyedGroup?
  /// Of the sinks that the group reaches.
  let states: [Int: UnitState]
  /// The nodes that have to work on it.
  let needed: Set<Int>
  let resumption: Resumption

  var journal: Journal { resumption.journal }

  /// Failures of earlier runs that hold here, each once.
  var setAside: [SetAsideRecord] {
    var records: [SetAsideRecord] = []
    for (_, state) in states.sorted(by: { $0.key < $1.key }) {
      if case .setAside(let record) = state, !records.contains(record) { records.append(record) }
    }
    return records
  }

  func name(_ node: Int, part: Int? = nil) -> UnitName {
    UnitName(stage: resumption.graph.nodes[node].name, group: id, part: part)
  }

  /// Whether a part has its receipt and is as it was, to the last byte: it is going to be taken over.
  func isFinished(_ node: Int, part: Int) -> Bool {
    guard let recipe = resumption.recipes.unit[node], let group,
      let receipt = journal.receipt(of: name(node, part: part)),
      receipt.key == group.unitKey(recipe)
    else { return false }
    return resumption.damagedFile(receipt, .full) == nil
  }

  /// Under which key results of a node's items may be found.
  func memory(_ node: Int, _ index: Int) -> ItemMemory? {
    guard let recipe = resumption.recipes.content[node], let group else { return nil }
    let key = group.contentKey(recipe)
    let (journal, resumption) = (journal, resumption)
    let followers = resumption.graph.nodes.filter { follower in
      follower.ports.contains { $0.node == node && $0.influence == .content }
    }.map(\.name)
    return ItemMemory(key: key, item: ItemKey(group: id, index: index)) { part in
      followers.compactMap { stage in
        let unit = UnitName(stage: stage, group: id, part: part)
        // A run that made it otherwise may have been cut short with its file in the place of this one's.
        guard let receipt = journal.receipt(of: unit), receipt.content == key,
          resumption.damagedFile(receipt) == nil
        else { return nil }
        return receipt
      }
    }
  }
}

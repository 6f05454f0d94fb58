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

  private var journal: Journal { resumption.journal }

  /// Failures of earlier runs that hold here, each once.
  var setAside: [SetAsideRecord] {
    var records: [SetAsideRecord] = []
    for (_, state) in states.sorted(by: { $0.key < $1.key }) {
      if case .setAside(let record) = state, !records.contains(record) { records.append(record) }
    }
    return records
  }

  private func name(_ node: Int, part: Int? = nil) -> UnitName {
    UnitName(stage: resumption.graph.nodes[node].name, group: id, part: part)
  }

  func isFinished(_ node: Int, part: Int) -> Bool {
    guard let recipe = resumption.recipes.unit[node], let group,
      let receipt = journal.receipt(of: name(node, part: part)),
      receipt.key == group.unitKey(recipe)
    else { return false }
    return resumption.damagedFile(receipt) == nil
  }

  /// Writes the receipt of a part, or of the whole.
  ///
  /// - Returns: whether there is one: not for what can't be known later to be the same.
  @discardableResult
  func finish(_ node: Int, part: Int? = nil, _ published: Published) throws -> Bool {
    guard let recipe = resumption.recipes.unit[node], let group else { return false }
    let arriving = resumption.graph.nodes[node].ports.first { $0.influence == .content }
      .flatMap { resumption.recipes.content[$0.node] }
    let inputs = group.content(for: recipe)
      .merging(group.inputs.selection) { first, _ in first }
    try journal.append(
      Receipt(
        unit: name(node, part: part), key: group.unitKey(recipe),
        content: arriving.map(group.contentKey), recipe: recipe.id, inputs: inputs,
        parts: published.parts, files: published.files.map { $0.relative(to: journal.root) },
        notes: published.notes))
    return true
  }

  /// After a unit was made anew: what the one before left and this one didn't is removed.
  func removeSuperseded(_ node: Int, by files: [PublishedFile], in system: any FileSystem) throws {
    guard let old = states[node]?.superseded else { return }
    try journal.remove(old, except: files.map { $0.relative(to: journal.root) }, in: system)
  }

  /// A unit that failed: what an earlier run left of it is of other inputs and would mislead.
  func revoke(_ node: Int, in system: any FileSystem) throws {
    guard let old = states[node]?.superseded else { return }
    try journal.void(old.unit)
    for file in old.files { try system.remove("\(journal.root)/\(file.path)") }
  }

  /// Remembers a failure, so that it isn't tried again in vain.
  func setAside(_ item: QuarantinedItem, at node: Int) throws {
    guard let recipe = resumption.recipes.unit[node], let group else { return }
    try journal.append(
      SetAsideRecord(
        group: id, index: item.index, stage: item.stage, error: "\(item.error)",
        advice: item.advice, key: group.failureKey(recipe)))
  }

  /// Under which key results of a node's items may be found.
  func memory(_ node: Int, _ index: Int) -> ItemMemory? {
    guard let recipe = resumption.recipes.content[node], let group else { return nil }
    let key = group.contentKey(recipe)
    let journal = journal
    let followers = resumption.graph.nodes.filter { follower in
      follower.ports.contains { $0.node == node && $0.influence == .content }
    }.map(\.name)
    return ItemMemory(key: key, item: ItemKey(group: id, index: index)) { part in
      followers.compactMap { stage in
        let unit = UnitName(stage: stage, group: id, part: part)
        return journal.receipt(of: unit).flatMap { $0.content == key ? $0 : nil }
      }
    }
  }
}

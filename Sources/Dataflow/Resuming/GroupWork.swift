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
    let arriving = resumption.arriving(node)
    let inputs = group.content(for: recipe)
      .merging(group.inputs.selection) { first, _ in first }
    let name = name(node, part: part)
    let files = published.files.map { $0.relative(to: journal.root) }
    let claimed = try journal.claim(files, for: name)
    if let other = claimed.first(where: isCurrent) {
      throw SharedOutput(stage: name.stage, other: other.unit.stage, group: id)
    }
    try journal.append(
      Receipt(
        unit: name, key: group.unitKey(recipe), content: arriving.map(group.contentKey),
        recipe: recipe.id, inputs: inputs, parts: published.parts, files: files,
        notes: published.notes))
    return true
  }

  /// Whether a receipt of another stage is what that stage makes of the group in this run.
  private func isCurrent(_ receipt: Receipt) -> Bool {
    guard let group,
      let node = resumption.graph.nodes.firstIndex(where: { $0.name == receipt.unit.stage }),
      let recipe = resumption.recipes.unit[node]
    else { return false }
    return receipt.key == group.unitKey(recipe)
  }

  /// Before a unit is made anew: from its first file on, the receipt of the one before says nothing.
  func begin(_ node: Int) throws {
    if case .stale(let old, _) = states[node] { try journal.begin(old.unit) }
  }

  /// What a new receipt of a node takes the place of, as the journal has it now: another stage may have
  /// written over some of its files since the group's turn came.
  func superseded(_ node: Int) -> Receipt? {
    states[node]?.superseded.flatMap { journal.receipt(of: $0.unit) }
  }

  /// After a unit was made anew: what the one before left and this one didn't is removed.
  ///
  /// - Parameter old: `superseded`, asked before the new receipt was written.
  func remove(
    _ old: Receipt, at node: Int, supersededBy published: Published, in system: any FileSystem
  ) throws {
    let files = published.files.map { $0.relative(to: journal.root) }
    try journal.remove(old, except: files, in: system)
    // Its parts have written theirs over those of the one before.
    for part in stride(from: published.parts, to: old.parts, by: 1) {
      try drop(part, of: old, in: system)
    }
  }

  /// A unit that failed: what an earlier run left of it is of other inputs and would mislead. Parts of
  /// which the items are the same stay, to be found again.
  func revoke(_ node: Int, in system: any FileSystem) throws {
    // Of files that can't be read nobody knows whether they changed.
    if case .unknown = states[node] { return }
    guard let old = superseded(node) else { return }
    try journal.void(old.unit)
    try journal.remove(old, except: [], in: system)
    let content = arrivingContent(node)
    for part in 0..<old.parts {
      let receipt = journal.receipt(of: name(node, part: part))
      if content == nil || receipt?.content != content { try drop(part, of: old, in: system) }
    }
  }

  private func drop(_ part: Int, of old: Receipt, in system: any FileSystem) throws {
    let name = UnitName(stage: old.unit.stage, group: old.unit.group, part: part)
    guard let receipt = journal.receipt(of: name) else { return }
    try journal.void(name)
    try journal.remove(receipt, except: [], in: system)
  }

  /// The key of what arrives at a node; `nil` if that isn't known.
  private func arrivingContent(_ node: Int) -> UnitKey? {
    guard let group else { return nil }
    return resumption.arriving(node).map(group.contentKey)
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

/// Two stages of a graph that write the same file: neither's could be relied on.
struct SharedOutput: Error, NaturedError, CustomStringConvertible {
  let stage: String
  let other: String
  let group: String

  var nature: ErrorNature { .ofTheRun }

  var description: String {
    "it writes the same files for \(group) as stage \"\(other)\"; give one of the two a prefix, store "
      + "or name of its own, and run again"
  }
}

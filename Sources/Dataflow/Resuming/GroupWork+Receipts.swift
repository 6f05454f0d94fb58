import DurableFiles

/// What a run writes into the journal of its work with a group, and what it takes back.
extension GroupWork {
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
    let receipt = Receipt(
      unit: name, key: group.unitKey(recipe), content: arriving.map(group.contentKey),
      recipe: recipe.id, inputs: inputs, parts: published.parts, files: files,
      notes: published.notes)
    try journal.exclusively {
      let claimed = try journal.claim(files, for: name)
      if let other = claimed.first(where: isCurrent) {
        throw SharedOutput(stage: name.stage, other: other.unit.stage, group: id)
      }
      try journal.append(receipt)
    }
    return true
  }

  /// Writes the receipt of a part. What the part was before and isn't any more is removed first: nothing is
  /// known of it afterwards.
  func finish(
    _ node: Int, part: Int, _ files: [PublishedFile], in system: any FileSystem
  ) throws {
    if let old = journal.receipt(of: name(node, part: part)) {
      try journal.remove(old, except: files.map { $0.relative(to: journal.root) }, in: system)
    }
    try finish(node, part: part, Published(files))
  }

  /// Whether a receipt of another stage is what that stage makes of the group in this run.
  private func isCurrent(_ receipt: Receipt) -> Bool {
    guard let group,
      let node = resumption.graph.nodes.firstIndex(where: { $0.name == receipt.unit.stage }),
      let recipe = resumption.recipes.unit[node]
    else { return false }
    return group.isMade(receipt.key, by: recipe)
  }

  /// Before a unit is made anew: from its first file on, the receipt of the one before says nothing.
  ///
  /// - Parameter keepsEarlierResults: whether the sink goes on from what is there, which it must not from
  ///   what is damaged.
  /// - Throws: `FileError` if what it would go on from can't be read for the moment.
  func begin(_ node: Int, keepsEarlierResults: Bool, in system: any FileSystem) throws {
    switch states[node] {
    case .stale(let old, _): try journal.begin(old.unit)
    case .damaged(let old, _) where keepsEarlierResults:
      if let file = resumption.damagedFile(old, .full), case .unreadable(let code) = file.kind {
        throw FileError("read", "\(journal.root)/\(file.path)", code: code)
      }
      if resumption.isDamagedForGood(old) { try dropSuperseded(node, in: system) }
    default: break
    }
  }

  /// What a new receipt of a node takes the place of, as the journal has it now: another stage may have
  /// written over some of its files since the group's turn came.
  func superseded(_ node: Int) -> Receipt? {
    switch states[node] {
    case .stale, .unknown, .damaged, .setAside: journal.receipt(of: name(node))
    case .finished, .new, nil: nil
    }
  }

  private func dropSuperseded(_ node: Int, in system: any FileSystem) throws {
    if let old = superseded(node) { try drop(old, in: system) }
  }

  /// When a unit has been made anew, and before its receipt is written: what the one before left and this one
  /// didn't is removed. A run that is killed in between makes it once more.
  func removeSuperseded(
    at node: Int, by published: Published, in system: any FileSystem
  ) throws {
    let files = published.files.map { $0.relative(to: journal.root) }
    if let old = superseded(node) { try journal.remove(old, except: files, in: system) }
    // Its parts have written theirs over those of the one before; these are too many.
    for part in parts(of: node, from: published.parts).reversed() { try drop(part, in: system) }
  }

  /// A unit that failed: what an earlier run left of it is of other inputs and would mislead. Parts that
  /// are there and of the same items stay, to be found again.
  func revoke(_ node: Int, in system: any FileSystem) throws {
    switch states[node] {
    case .damaged(let old, _) where !resumption.isDamagedForGood(old): return
    case .new, .stale, .damaged, .setAside: break
    // Of files that can't be read nobody knows whether they changed.
    case .finished, .unknown, nil: return
    }
    try dropSuperseded(node, in: system)
    let content = group.flatMap { group in resumption.arriving(node).map(group.contentKey) }
    let parts = parts(of: node, from: 0)
    let firstToGo = parts.firstIndex {
      $0.content != content || resumption.damagedFile($0, .length) != nil
    }
    // With all that follow, the last one first: a part that has none before it would not be found.
    for part in parts[(firstToGo ?? parts.endIndex)...].reversed() { try drop(part, in: system) }
  }

  /// Units that failed before on the same inputs, and may have been made of others since.
  func revokeSetAside(in system: any FileSystem) throws {
    for case (let node, .setAside) in states { try revoke(node, in: system) }
  }

  /// The receipts of a unit's parts from a number on.
  private func parts(of node: Int, from first: Int) -> [Receipt] {
    Array(
      sequence(state: first) { part -> Receipt? in
        defer { part += 1 }
        return journal.receipt(of: name(node, part: part))
      })
  }

  /// Removes what a receipt names, and then the receipt: as long as there is anything, it is known of.
  private func drop(_ old: Receipt, in system: any FileSystem) throws {
    try journal.remove(old, except: [], in: system)
    try journal.void(old.unit)
  }

  /// Remembers a failure, so that it isn't tried again in vain.
  func setAside(_ item: QuarantinedItem, at node: Int) throws {
    guard let recipe = resumption.recipes.unit[node], let group else { return }
    try journal.append(
      SetAsideRecord(
        group: id, index: item.index, stage: item.stage, error: "\(item.error)",
        advice: item.advice, key: group.failureKey(recipe)))
  }
}

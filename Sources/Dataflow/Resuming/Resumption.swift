import DurableFiles
import Synchronization

/// What a run folder's journal means for the graph that is run now: which units are finished, which
/// aren't, and why.
final class Resumption: Sendable {
  let journal: Journal
  let graph: Graph
  let recipes: RecipeBook
  /// Whether groups that were set aside are tried again though nothing about them changed.
  private let retriesSetAside: Bool
  private let sinks: [Int]
  /// For each node, itself and all that its items reach.
  private let reach: [Set<Int>]
  /// Sinks of whose files later stages are going to make something; found by the survey.
  private let readLater = Mutex<Set<Int>>([])

  /// - Parameter graph: with its stages as `prepare` left them.
  /// - Throws: `FileError` if the journal can't be written to.
  init(_ journal: Journal, _ graph: Graph, retriesSetAside: Bool) throws {
    self.journal = journal
    self.graph = graph
    self.retriesSetAside = retriesSetAside
    recipes = RecipeBook(graph)
    sinks = graph.nodes.indices.filter { graph.nodes[$0].role == .sink }
    reach = graph.nodes.indices.map(graph.reach)
    for sink in sinks {
      if let recipe = recipes.unit[sink] { try journal.keep(recipe, of: graph.nodes[sink].name) }
    }
  }

  /// What is to be done for a group that comes from the node `source`.
  ///
  /// - Parameter look: how closely finished units' files are looked at: those that later stages read, whole
  ///   where `quick` is asked for. A unit whose files are not as its receipt says is not finished.
  func work(
    _ id: String, _ inputs: GroupInputs?, from source: Int, look: PublishedFile.Look = .quick
  ) -> GroupWork {
    let reached = sinks.filter(reach[source].contains)
    var states: [Int: UnitState] = [:]
    let group = inputs.map { KeyedGroup(id, $0, graph, reaching: reach[source]) }
    let failures = group.map { self.failures(of: $0, from: source) } ?? []
    let readLater = look == .quick ? readLater.withLock(\.self) : []
    for sink in reached {
      let failure = failures.first {
        reach[$0.node].contains(sink) && !hasGoneWell(id, group, at: sink, since: $0.record)
      }
      if let failure {
        states[sink] = .setAside(failure.record)
      } else {
        states[sink] = state(of: sink, id, group, readLater.contains(sink) ? .full : look)
      }
    }
    let toDo = reached.filter { states[$0]?.isToBeDone ?? true }
    return GroupWork(
      id: id, group: group, states: states,
      needed: Set(
        graph.nodes.indices.filter { node in toDo.contains(where: reach[node].contains) }),
      resumption: self)
  }

  /// How many units of each sink are finished, as far as that can be known without reading
  /// anything but the journal and how long the files are.
  func survey() throws -> [Int: UnitTally] {
    var tallies: [Int: UnitTally] = [:]
    // Of those that are set aside, units that were finished once.
    var finishedOnce: [Int: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      guard let source = node.stage as? any Source else { continue }
      // What it reads may be made anew before its turn comes.
      let mayChange = node.settings.after.contains { name in
        let before = graph.nodes.firstIndex { $0.name == name }.flatMap { tallies[$0] }
        return before?.hasWork ?? false
      }
      try source.survey { id, inputs in
        for (sink, state) in work(id, inputs, from: index, look: .length).states {
          let name = UnitName(stage: graph.nodes[sink].name, group: id)
          if case .setAside = state, journal.contains(.receipt, name.entryName) {
            finishedOnce[sink, default: 0] += 1
          }
          if mayChange, case .finished = state {
            tallies[sink, default: UnitTally()].unclear += 1
          } else {
            tallies[sink, default: UnitTally()].add(state)
          }
        }
      }
      if reach[index].contains(where: { tallies[$0]?.hasWork ?? false }) {
        let before = node.settings.after
        readLater.withLock { $0.formUnion(sinks.filter { before.contains(graph.nodes[$0].name) }) }
      }
    }
    for (sink, tally) in tallies {
      let known =
        tally.reused + tally.redoneCount + tally.unclear + finishedOnce[sink, default: 0]
      let all = journal.groupCount(ofStage: graph.nodes[sink].name)
      tallies[sink]?.left = max(0, all - known)
    }
    return tallies
  }

  /// What is finished at a sink, with what earlier runs left of the groups that this one hasn't come to, if
  /// it is what this one would make of them; `nil` if a source doesn't say what it would send.
  func withEarlier(
    _ finished: [(id: String, published: Published?)], at sink: Int
  ) -> [(id: String, published: Published?)]? {
    guard sinks.contains(sink) else { return finished }
    let known = Dictionary(finished, uniquingKeysWith: { first, _ in first })
    var all: [(id: String, published: Published?)] = []
    for (index, node) in graph.nodes.enumerated() where reach[index].contains(sink) {
      guard let source = node.stage as? any Source else { continue }
      var says = false
      do {
        try source.survey { id, inputs in
          says = true
          if let published = known[id] {
            all.append((id, published))
          } else if isFinished(id, inputs, from: index, at: sink) {
            all.append((id, nil))
          }
        }
      } catch {
        return nil
      }
      guard says else { return nil }
    }
    let listed = Set(all.map(\.id))
    return all + finished.filter { !listed.contains($0.id) }
  }

  /// Whether there is what would be made of a group now, as far as can be known without reading its files.
  private func isFinished(
    _ id: String, _ inputs: GroupInputs?, from source: Int, at sink: Int
  ) -> Bool {
    let group = inputs.map { KeyedGroup(id, $0, graph, reaching: reach[source]) }
    return switch state(of: sink, id, group, .length) {
    case .finished, .unknown: true
    case .new, .stale, .damaged, .setAside: false
    }
  }

  private func failures(
    of group: KeyedGroup, from source: Int
  ) -> [(node: Int, record: SetAsideRecord)] {
    guard !retriesSetAside else { return [] }
    return reach[source].sorted().compactMap { node in
      guard let record = journal.setAside(stage: graph.nodes[node].name, group: group.id),
        let recipe = recipes.unit[node], record.key == group.failureKey(recipe)
      else { return nil }
      return (node, record)
    }
  }

  /// Whether a unit was made of the same, on request, after its group had been set aside.
  private func hasGoneWell(
    _ id: String, _ group: KeyedGroup?, at sink: Int, since failure: SetAsideRecord
  ) -> Bool {
    let name = UnitName(stage: graph.nodes[sink].name, group: id)
    guard let group, let recipe = recipes.unit[sink], journal.isNewer(name, than: failure),
      let receipt = journal.receipt(of: name)
    else { return false }
    return group.isMade(receipt.key, by: recipe)
  }

  private func state(
    of sink: Int, _ id: String, _ group: KeyedGroup?, _ look: PublishedFile.Look
  ) -> UnitState {
    let name = UnitName(stage: graph.nodes[sink].name, group: id)
    guard let recipe = recipes.unit[sink], let receipt = journal.receipt(of: name) else {
      return .new
    }
    guard let group else {
      return receipt.recipe == recipe.id
        ? .unknown(receipt) : .stale(receipt, because: change(since: receipt, recipe))
    }
    guard group.isMade(receipt.key, by: recipe) else {
      return .stale(
        receipt,
        because: change(since: receipt, group, recipe) + advantage(receipt, at: sink, group))
    }
    if journal.isUnderWay(name) {
      return .stale(receipt, because: "a run that made it otherwise was cut short")
    }
    if let damage = damage(receipt, look) { return .damaged(receipt, damage) }
    return .finished
  }

  /// The recipe of what arrives at a node; `nil` if that isn't known.
  func arriving(_ node: Int) -> Recipe? {
    graph.nodes[node].ports.first { $0.influence == .content }.flatMap { recipes.content[$0.node] }
  }

  /// What need not be made again though the unit is: items that were made of the same are found in it.
  private func advantage(_ receipt: Receipt, at sink: Int, _ group: KeyedGroup) -> String {
    guard let port = graph.nodes[sink].ports.first(where: { $0.influence == .content }),
      graph.nodes[port.node].stage is any RecallingTransform,
      let recipe = recipes.content[port.node], receipt.content == group.contentKey(recipe)
    else { return "" }
    return "; items made before are recalled"
  }

  /// Whether a unit's files are not as they were, rather than out of reach for the moment: those may be whole.
  func isDamagedForGood(_ receipt: Receipt) -> Bool {
    let receipts =
      [receipt]
      + receipt.partNumbers.compactMap { part in
        journal.receipt(
          of: UnitName(stage: receipt.unit.stage, group: receipt.unit.group, part: part))
      }
    return receipts.allSatisfy { damagedFile($0, .full)?.isUnreadable != true }
      && damage(receipt, .full) != nil
  }

  /// What is wrong with a unit's files, or with those of its parts, in words that hold for many units.
  private func damage(_ receipt: Receipt, _ look: PublishedFile.Look) -> String? {
    for part in receipt.partNumbers {
      let name = UnitName(stage: receipt.unit.stage, group: receipt.unit.group, part: part)
      guard let partial = journal.receipt(of: name), partial.key == receipt.key else {
        return "a part without receipt"
      }
      if let damage = damagedFile(partial, look) { return damage.inGeneral }
    }
    return damagedFile(receipt, look)?.inGeneral
  }

  /// What is wrong with the files of one receipt.
  func damagedFile(_ receipt: Receipt, _ look: PublishedFile.Look = .quick) -> FileDamage? {
    for file in receipt.files {
      if let damage = file.damage(look, below: journal.root) { return damage }
    }
    return nil
  }

  /// How the stages that a unit was made by differ from those there are now, in words.
  private func change(since receipt: Receipt, _ recipe: Recipe) -> String {
    RecipeChange(
      from: journal.ingredients(ofRecipe: receipt.recipe, of: receipt.unit.stage),
      to: recipe.ingredients
    ).description
  }

  /// Stages that have receipts and aren't in the graph.
  var formerStages: [String] {
    let names = Set(graph.nodes.map(\.name))
    return journal.stagesWithReceipts.filter { !names.contains($0) }
  }

  /// Which input of a unit's key changed, in words.
  private func change(since receipt: Receipt, _ group: KeyedGroup, _ recipe: Recipe) -> String {
    if receipt.isClaimed { return "another stage wrote over its files" }
    if recipe.id != receipt.recipe { return change(since: receipt, recipe) }
    let now = group.content(for: recipe).merging(group.inputs.selection) { first, _ in first }
    let names = Set(now.keys).union(receipt.inputs.keys).filter { now[$0] != receipt.inputs[$0] }
    return names.sorted().joined(separator: ", ") + " changed"
  }
}

extension FileDamage {
  /// As a reason that many units may have in common; `sluice verify` names the files.
  fileprivate var inGeneral: String {
    switch kind {
    case .missing: "files are missing"
    case .notAFile: "something else is in their files' place"
    case .unreadable: "their files can't be read"
    case .length, .checksum: "their files are not as they were written"
    }
  }
}

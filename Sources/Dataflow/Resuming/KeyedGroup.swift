/// A group with everything that its results follow from.
struct KeyedGroup: Sendable {
  let id: String
  let inputs: GroupInputs
  /// What the stages add for this group, by node.
  private let additions: [Int: [String: String]]

  /// - Parameter reached: the nodes that the group comes to. Others aren't asked: what they read may
  ///   not be written yet.
  init(_ id: String, _ inputs: GroupInputs, _ graph: Graph, reaching reached: Set<Int>) {
    self.id = id
    self.inputs = inputs
    var additions: [Int: [String: String]] = [:]
    for (index, node) in graph.nodes.enumerated() where reached.contains(index) {
      let own = node.stage.inputs(of: id)
      if !own.isEmpty { additions[index] = own }
    }
    self.additions = additions
  }

  /// What of the group a recipe follows from.
  func content(for recipe: Recipe) -> [String: String] {
    var used = inputs.content.filter { recipe.aspects.contains($0.key) }
    for (node, own) in additions where recipe.nodes.contains(node) {
      used.merge(own) { first, _ in first }
    }
    return used
  }

  /// The key of items made by a recipe.
  func contentKey(_ recipe: Recipe) -> UnitKey {
    Self.key(recipe, content(for: recipe), [:])
  }

  /// The key of files made by a recipe: which of the items there are counts too.
  func unitKey(_ recipe: Recipe) -> UnitKey {
    Self.key(recipe, content(for: recipe), inputs.selection)
  }

  /// Whether a unit with that key is what the recipe makes of the group. One that was made of all items,
  /// where only some are asked for now, is that and more.
  func isMade(_ key: UnitKey, by recipe: Recipe) -> Bool {
    key == unitKey(recipe) || !inputs.selection.isEmpty && key == contentKey(recipe)
  }

  /// The key of everything that can make the group fail with that recipe.
  func failureKey(_ recipe: Recipe) -> UnitKey {
    var all = content(for: recipe)
    all.merge(inputs.content) { first, _ in first }
    return Self.key(recipe, all, inputs.selection)
  }

  private static func key(
    _ recipe: Recipe, _ content: [String: String], _ selection: [String: String]
  ) -> UnitKey {
    func listed(_ values: [String: String]) -> [String] {
      values.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    }
    return UnitKey(of: [recipe.id] + listed(content) + ["of"] + listed(selection))
  }
}

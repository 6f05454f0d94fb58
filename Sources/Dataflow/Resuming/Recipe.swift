/// All that a stage's results follow from, its own fingerprint and those before it, for any group.
struct Recipe: Sendable {
  /// Equal for equal recipes, whatever the stages are called.
  let id: String
  /// What of a group's inputs it follows from.
  let aspects: Aspects
  /// `stage.option` and value of the stage and of all before it, to say what changed.
  let ingredients: [String: String]
  /// The nodes it follows from, itself included.
  let nodes: Set<Int>

  /// - Parameters:
  ///   - own: the ingredients that count.
  ///   - parts: the recipes of what arrives, port by port.
  init(
    _ fingerprint: Fingerprint, own: [String: String], node: Int, name: String, parts: [Recipe],
    isSource: Bool
  ) {
    let own = own.sorted { $0.key < $1.key }
    id =
      UnitKey(
        of: [fingerprint.kind, "\(fingerprint.version)"] + own.flatMap { [$0.key, $0.value] }
          + ["of"] + parts.map(\.id)
      ).description
    // What a source reads is what its group is; those after it say which part of that they look at.
    let reads = isSource ? Aspects.only([]) : fingerprint.reads
    aspects = parts.reduce(reads) { $0.union($1.aspects) }
    var ingredients = ["\(name)": "\(fingerprint.kind) version \(fingerprint.version)"]
    for (option, value) in own { ingredients["\(name).\(option)"] = value }
    self.ingredients = parts.reduce(into: ingredients) { all, part in
      all.merge(part.ingredients) { first, _ in first }
    }
    nodes = parts.reduce([node]) { $0.union($1.nodes) }
  }
}

/// The recipes of a graph's stages.
struct RecipeBook: Sendable {
  /// What each node's items follow from; `nil` where a stage has no fingerprint.
  let content: [Recipe?]
  /// The same, together with what decides which items there are: what a node's files follow from.
  let unit: [Recipe?]

  /// - Parameter graph: with its stages as `prepare` left them.
  init(_ graph: Graph) {
    var content: [Recipe?] = []
    var unit: [Recipe?] = []
    for (index, node) in graph.nodes.enumerated() {
      func recipe(
        _ ports: [Port], from known: [Recipe?], _ own: (Fingerprint) -> [String: String]
      ) -> Recipe? {
        guard let fingerprint = node.stage.fingerprint else { return nil }
        let parts = ports.map { known[$0.node] }
        guard parts.allSatisfy({ $0 != nil }) else { return nil }
        return Recipe(
          fingerprint, own: own(fingerprint), node: index, name: node.name,
          parts: parts.compactMap(\.self),
          isSource: node.role == .source)
      }
      content.append(
        recipe(node.ports.filter { $0.influence == .content }, from: content) { $0.ingredients })
      unit.append(
        recipe(node.ports, from: unit) {
          $0.ingredients.merging($0.selection) { first, _ in first }
        })
    }
    self.content = content
    self.unit = unit
  }
}

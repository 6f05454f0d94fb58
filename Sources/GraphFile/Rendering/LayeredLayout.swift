/// Places the boxes of a directed graph in layers from top to bottom, and routes its edges.
///
/// A small version of Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
/// System Structures" (1981): layers by the longest path, order within them by barycentres,
/// invisible boxes where an edge passes a layer.
struct LayeredLayout {
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  struct Size: Equatable {
    var width: Double
    var height: Double
  }

  struct Edge {
    let source: Int
    let target: Int
  }

  enum Gap {
    /// Edges leave a box by a common trunk, on which there is room for a label.
    static let trunk = 30.0
    static let layers = 76.0
    static let boxes = 36.0
    static let margin = 16.0
    /// Room for an edge that passes a layer.
    static let passage = 12.0
  }

  /// Centres of the boxes.
  private(set) var centres: [Point] = []
  /// For each edge, the points it passes: bottom of the source, end of the trunk, then top and
  /// bottom of each layer that it passes, top of the target. From the second point on, it runs
  /// straight within layers and bends between them.
  private(set) var routes: [[Point]] = []
  private(set) var size = Size(width: 0, height: 0)

  /// A place in a layer: a box, or where an edge passes.
  private struct Slot {
    let layer: Int
    let width: Double
    var above: [Int] = []
    var below: [Int] = []
    var x = 0.0
  }

  private var slots: [Slot]
  private var layers: [[Int]]
  /// For each edge, the slots from its source to its target.
  private var chains: [[Int]] = []

  /// - Parameters:
  ///   - boxes: sizes; edges lead from earlier to later ones.
  init(boxes: [Size], edges: [Edge]) {
    var depth = boxes.map { _ in 0 }
    for target in boxes.indices {
      for edge in edges where edge.target == target && edge.source < target {
        depth[target] = max(depth[target], depth[edge.source] + 1)
      }
    }
    slots = zip(boxes, depth).map { Slot(layer: $1, width: $0.width) }
    layers = Array(repeating: [], count: (depth.max() ?? -1) + 1)
    for index in slots.indices { layers[slots[index].layer].append(index) }
    for edge in edges { addChain(edge) }
    for sweep in 0..<8 { order(downwards: sweep.isMultiple(of: 2)) }
    assignColumns()
    place(boxes)
  }

  private mutating func addChain(_ edge: Edge) {
    var chain = [edge.source]
    let first = slots[edge.source].layer + 1
    for layer in first..<max(first, slots[edge.target].layer) {
      slots.append(Slot(layer: layer, width: Gap.passage))
      layers[layer].append(slots.count - 1)
      chain.append(slots.count - 1)
    }
    chain.append(edge.target)
    for (upper, lower) in zip(chain, chain.dropFirst()) {
      slots[upper].below.append(lower)
      slots[lower].above.append(upper)
    }
    chains.append(chain)
  }

  /// Sorts every layer by the mean position of its neighbours in the layer before it.
  private mutating func order(downwards: Bool) {
    let sweep = downwards ? Array(layers.indices.dropFirst()) : layers.indices.dropLast().reversed()
    for layer in sweep {
      let fixed = layers[downwards ? layer - 1 : layer + 1]
      let positions = Dictionary(uniqueKeysWithValues: zip(fixed, fixed.indices))
      let keyed = layers[layer].enumerated().map { index, slot in
        let neighbours = downwards ? slots[slot].above : slots[slot].below
        let places = neighbours.compactMap { positions[$0] }
        let mean =
          places.isEmpty ? Double(index) : Double(places.reduce(0, +)) / Double(places.count)
        return (mean: mean, index: index, slot: slot)
      }
      layers[layer] = keyed.sorted { ($0.mean, $0.index) < ($1.mean, $1.index) }.map(\.slot)
    }
  }

  /// Pulls every slot toward its neighbours while boxes keep their distance.
  private mutating func assignColumns() {
    for layer in layers {
      var x = 0.0
      for slot in layer {
        slots[slot].x = x + slots[slot].width / 2
        x += slots[slot].width + Gap.boxes
      }
    }
    for sweep in 0..<24 {
      let downwards = sweep.isMultiple(of: 2)
      for layer in downwards ? Array(layers) : layers.reversed() { align(layer, downwards) }
    }
  }

  private mutating func align(_ layer: [Int], _ downwards: Bool) {
    let wanted = layer.map { slot in
      let neighbours = downwards ? slots[slot].above : slots[slot].below
      guard !neighbours.isEmpty else { return slots[slot].x }
      return neighbours.map { slots[$0].x }.reduce(0, +) / Double(neighbours.count)
    }
    // Once from the left and once from the right; the mean of both keeps the distances too.
    var left = wanted
    var right = wanted
    for index in layer.indices.dropFirst() {
      left[index] = max(left[index], left[index - 1] + distance(layer[index - 1], layer[index]))
    }
    for index in layer.indices.dropLast().reversed() {
      right[index] = min(right[index], right[index + 1] - distance(layer[index], layer[index + 1]))
    }
    for index in layer.indices { slots[layer[index]].x = (left[index] + right[index]) / 2 }
  }

  private func distance(_ left: Int, _ right: Int) -> Double {
    (slots[left].width + slots[right].width) / 2 + Gap.boxes
  }

  /// Lets several edges end side by side, in the order in which they come.
  private mutating func spreadArrivals(_ boxes: [Size]) {
    for (target, box) in boxes.enumerated() {
      let arriving = chains.indices.filter { chains[$0].last == target }.sorted {
        (routes[$0][routes[$0].count - 2].x, $0) < (routes[$1][routes[$1].count - 2].x, $1)
      }
      guard arriving.count > 1 else { continue }
      let step = min(40, box.width * 0.7 / Double(arriving.count - 1))
      for (rank, edge) in arriving.enumerated() {
        let offset = (Double(rank) - Double(arriving.count - 1) / 2) * step
        routes[edge][routes[edge].count - 1].x += offset
      }
    }
  }

  private mutating func place(_ boxes: [Size]) {
    let height = boxes.map(\.height).max() ?? 0
    let leftmost = slots.map { $0.x - $0.width / 2 }.min() ?? 0
    func centre(_ slot: Int) -> Point {
      Point(
        x: (slots[slot].x - leftmost + Gap.margin).rounded(),
        y: Gap.margin + height / 2 + Double(slots[slot].layer) * (height + Gap.layers))
    }
    centres = boxes.indices.map(centre)
    routes = chains.map { chain in
      let passed = chain.flatMap { slot in
        let centre = centre(slot)
        return [
          Point(x: centre.x, y: centre.y - height / 2),
          Point(x: centre.x, y: centre.y + height / 2 + Gap.trunk),
        ]
      }
      var start = centre(chain[0])
      start.y += height / 2
      return [start] + passed.dropFirst().dropLast()
    }
    spreadArrivals(boxes)
    size = Size(
      width: ((slots.map { $0.x + $0.width / 2 }.max() ?? 0) - leftmost + 2 * Gap.margin).rounded(),
      height: Double(layers.count) * (height + Gap.layers) - Gap.layers + 2 * Gap.margin)
  }
}

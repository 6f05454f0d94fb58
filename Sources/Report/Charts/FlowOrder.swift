/// Which things lie beside each other in each layer of a flow chart.
struct FlowOrder {
  enum Item: Equatable {
    /// The `index`th box of the layer.
    case box(Int)
    /// Where the `arrow`th arrow passes through.
    case lane(arrow: Int)
  }

  struct Place: Equatable {
    let layer: Int
    let index: Int
  }

  let stages: [[FlowChart.Box]]
  /// In every layer its boxes in their order, with lanes between them.
  private(set) var layers: [[Item]]
  /// How far down its layer each lane would lie best.
  private var lanes: [[Int: Double]]
  /// Arrows to a box right beside in the same layer.
  private(set) var beside: [(arrow: Int, from: Place, to: Place)] = []
  /// Arrows to a later layer.
  private(set) var forward: [(arrow: Int, from: Place, to: Place)] = []
  /// The others.
  private(set) var back: [(arrow: Int, from: Place, to: Place)] = []

  /// - Parameter stages: none of them empty.
  init(stages: [[FlowChart.Box]], arrows: [(from: String, to: String)]) {
    self.stages = stages
    layers = stages.map { $0.indices.map { .box($0) } }
    lanes = stages.map { _ in [:] }
    var places: [String: Place] = [:]
    for (layer, boxes) in stages.enumerated() {
      for (index, box) in boxes.enumerated() where places[box.name] == nil {
        places[box.name] = Place(layer: layer, index: index)
      }
    }
    for (number, arrow) in arrows.enumerated() {
      guard let from = places[arrow.from], let to = places[arrow.to] else { continue }
      if from.layer < to.layer {
        forward.append((number, from, to))
      } else if from.layer == to.layer, abs(from.index - to.index) == 1 {
        beside.append((number, from, to))
      } else {
        back.append((number, from, to))
      }
    }
    for (arrow, from, to) in forward where to.layer - from.layer > 1 {
      let (start, end) = (share(from), share(to))
      for layer in from.layer + 1..<to.layer {
        let way = Double(layer - from.layer) / Double(to.layer - from.layer)
        insert(arrow, layer: layer, at: start + (end - start) * way)
      }
    }
  }

  /// How far down its layer a box lies, 0 to 1.
  private func share(_ place: Place) -> Double {
    (Double(place.index) + 0.5) / Double(stages[place.layer].count)
  }

  /// Puts a lane in front of the first thing that lies further down than `position`, but not between
  /// boxes with an arrow between them.
  private mutating func insert(_ arrow: Int, layer: Int, at position: Double) {
    var index =
      layers[layer].firstIndex { item in
        switch item {
        case .box(let box): share(Place(layer: layer, index: box)) > position + 1e-9
        case .lane(let other): lanes[layer][other, default: 0] > position + 1e-9
        }
      } ?? layers[layer].count
    while isLinked(layer: layer, above: index) { index += 1 }
    lanes[layer][arrow] = position
    layers[layer].insert(.lane(arrow: arrow), at: index)
  }

  /// Whether an arrow goes straight between the things before and at `index` in a layer.
  func isLinked(layer: Int, above index: Int) -> Bool {
    let items = layers[layer]
    guard index > 0, index < items.count, case .box(let upper) = items[index - 1],
      case .box(let lower) = items[index]
    else { return false }
    return beside.contains {
      $0.from.layer == layer && min($0.from.index, $0.to.index) == upper
        && max($0.from.index, $0.to.index) == lower
    }
  }

  /// Where a thing lies in its layer.
  func position(_ item: Item, layer: Int) -> Int { layers[layer].firstIndex(of: item) ?? 0 }
}

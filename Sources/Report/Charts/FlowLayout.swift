/// Where the boxes and arrows of a flow chart lie.
///
/// An arrow that skips layers takes a lane of its own through each of them, so that it crosses no
/// box (Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system
/// structures", 1981). Arrows back, or within a layer, go round by a lane beside all boxes.
struct FlowLayout {
  struct Frame {
    var x = 0.0
    var y = 0.0
    var width = 0.0
    var height = 0.0
  }

  /// What stands in a box, in lines.
  struct Text {
    let name: [String]
    let detail: [String]

    static let lineHeight = 15.0
    static let space = 2.0

    init(_ box: FlowChart.Box, width: Double) {
      let room = width - 10
      name = Drawing.wrapped(box.name, width: room, lines: 3)
      detail = Drawing.wrapped(box.detail, width: room, lines: 2)
    }

    var height: Double {
      Double(name.count + detail.count) * Self.lineHeight
        + (name.isEmpty || detail.isEmpty ? 0 : Self.space)
    }
  }

  struct Placed {
    let box: FlowChart.Box
    let frame: Frame
    let text: Text
  }

  private(set) var boxes: [Placed] = []
  private(set) var arrows: [FlowArrow] = []
  private(set) var height = 1.0

  private static let laneWidth = 16.0
  private static let padding = 14.0
  private static let mostBoxWidth = 190.0
  private static let leastBoxWidth = 78.0
  private static let leastGap = 24.0

  init(_ chart: FlowChart, width: Double) {
    let stages = chart.stages.filter { !$0.isEmpty }
    guard !stages.isEmpty else { return }
    let order = FlowOrder(stages: stages, arrows: chart.arrows)
    let count = Double(stages.count)
    let sides = order.back.isEmpty ? 0 : Self.leastGap / 2
    let room = width - 2 * sides - Self.leastGap * (count - 1)
    if width >= 480, room / count >= Self.leastBoxWidth {
      place(order, width: width, sides: sides, boxWidth: min(room / count, Self.mostBoxWidth))
    } else {
      placeDown(order, width: width)
    }
  }

  /// Layers from left to right.
  private mutating func place(
    _ order: FlowOrder, width: Double, sides: Double, boxWidth: Double
  ) {
    let count = Double(order.layers.count)
    let free = width - 2 * sides - boxWidth * count
    let distance = count > 1 ? min(free / (count - 1), 90) : 0
    let texts = order.stages.map { $0.map { Text($0, width: boxWidth) } }
    func size(_ item: FlowOrder.Item, _ layer: Int) -> Double {
      switch item {
      case .box(let index): texts[layer][index].height + Self.padding
      case .lane: Self.laneWidth
      }
    }
    func between(_ layer: Int) -> [Double] { order.gaps(layer, 16) }
    let heights = order.layers.enumerated().map { layer, items in
      items.map { size($0, layer) }.reduce(0, +) + between(layer).reduce(0, +)
    }
    let tallest = heights.max() ?? 0
    var frames: [[Frame]] = []
    for (layer, items) in order.layers.enumerated() {
      var y = 1 + (tallest - heights[layer]) / 2
      frames.append(
        zip(items, between(layer)).map { item, gap in
          y += gap
          let frame = Frame(
            x: sides + Double(layer) * (boxWidth + distance) + 1, y: y, width: boxWidth - 2,
            height: size(item, layer))
          y += frame.height
          return frame
        })
    }
    height = tallest + 2 + FlowArrow.laneGap * Double(order.back.count)
    collect(order, frames, texts)
    arrows = FlowArrow.route(order, frames, isDown: false, end: tallest + 2)
  }

  /// Layers from top to bottom, the boxes of each sharing the width.
  private mutating func placeDown(_ order: FlowOrder, width: Double) {
    let gap = 30.0
    let end = width - FlowArrow.laneGap * Double(order.back.count)
    var frames: [[Frame]] = []
    var texts: [[Text]] = []
    var y = order.back.isEmpty ? 1 : gap / 2
    for (layer, items) in order.layers.enumerated() {
      let boxes = order.stages[layer]
      let between = order.gaps(layer, 8)
      let lanes = Double(items.count - boxes.count)
      let room = end - 2 - between.reduce(0, +) - lanes * Self.laneWidth
      let boxWidth = max(room / Double(boxes.count), 20)
      let layerTexts = boxes.map { Text($0, width: boxWidth) }
      let height = (layerTexts.map(\.height).max() ?? 0) + Self.padding
      var x = 1.0
      frames.append(
        zip(items, between).map { item, gap in
          x += gap
          let width = if case .lane = item { Self.laneWidth } else { boxWidth }
          defer { x += width }
          return Frame(x: x, y: y, width: width, height: height)
        })
      texts.append(layerTexts)
      y += height + gap
    }
    height = y - gap + (order.back.isEmpty ? 1 : gap / 2)
    collect(order, frames, texts)
    arrows = FlowArrow.route(order, frames, isDown: true, end: end)
  }

  private mutating func collect(_ order: FlowOrder, _ frames: [[Frame]], _ texts: [[Text]]) {
    for (layer, items) in order.layers.enumerated() {
      for (item, frame) in zip(items, frames[layer]) {
        guard case .box(let index) = item else { continue }
        boxes.append(
          Placed(box: order.stages[layer][index], frame: frame, text: texts[layer][index]))
      }
    }
  }
}

extension FlowOrder {
  /// The room in front of each thing of a layer: `least`, or what an arrow needs; none at the first.
  fileprivate func gaps(_ layer: Int, _ least: Double) -> [Double] {
    layers[layer].indices.map { index in
      index == 0 ? 0 : isLinked(layer: layer, above: index) ? 26 : least
    }
  }
}

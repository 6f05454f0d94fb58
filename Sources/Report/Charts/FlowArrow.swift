/// An arrow of a flow chart.
struct FlowArrow {
  /// In the language of SVG's `d`; it ends at the head.
  let path: String
  let head: [(x: Double, y: Double)]

  /// Between lanes beside all boxes.
  static let laneGap = 12.0
  private static let headLength = 8.0
  private static let headWidth = 7.0

  /// A place in the direction of the layers and across.
  private struct Point {
    let along: Double
    let across: Double
  }

  /// An end of an arrow at a box or a lane.
  private struct Port: Hashable {
    let layer: Int
    let item: Int
    let isStart: Bool
  }

  /// All arrows.
  ///
  /// - Parameters:
  ///   - frames: of the things of every layer.
  ///   - isDown: whether layers follow each other from top to bottom.
  ///   - end: where the layers end across; lanes of arrows back follow.
  static func route(
    _ order: FlowOrder, _ frames: [[FlowLayout.Frame]], isDown: Bool, end: Double
  ) -> [FlowArrow] {
    let router = Router(order: order, frames: frames, isDown: isDown)
    let ends = router.ends()
    var result: [FlowArrow] = []
    for (arrow, from, to) in order.forward {
      var segments: [(from: Point, to: Point)] = []
      var last: Point?
      for layer in from.layer...to.layer {
        let item: FlowOrder.Item =
          layer == from.layer
          ? .box(from.index) : layer == to.layer ? .box(to.index) : .lane(arrow: arrow)
        let extent = router.extent(item, layer: layer)
        if let last {
          let across = layer == to.layer ? ends[arrow]?.to : nil
          segments.append((last, Point(along: extent.from, across: across ?? extent.middle)))
        }
        let across = layer == from.layer ? ends[arrow]?.from : nil
        last = Point(along: extent.to, across: across ?? extent.middle)
      }
      result.append(router.curve(segments))
    }
    for entry in order.beside { result.append(router.straight(entry.from, entry.to)) }
    for (number, entry) in order.back.enumerated() {
      let from = router.extent(.box(entry.from.index), layer: entry.from.layer)
      let to = router.extent(.box(entry.to.index), layer: entry.to.layer)
      let lane = end + laneGap * (Double(number) + 0.5)
      let across = (ends[entry.arrow]?.from ?? from.middle, ends[entry.arrow]?.to ?? to.middle)
      // A box is left and reached from the gaps beside its layer.
      let (leave, arrive) = (from.to + 9, to.from - 11.5)
      result.append(
        router.line([
          Point(along: from.to, across: across.0), Point(along: leave, across: across.0),
          Point(along: leave, across: lane), Point(along: arrive, across: lane),
          Point(along: arrive, across: across.1), Point(along: to.from, across: across.1),
        ]))
    }
    return result
  }

  private struct Router {
    let order: FlowOrder
    let frames: [[FlowLayout.Frame]]
    let isDown: Bool

    /// Where a thing begins and ends along the layers, and its middle and size across.
    func extent(
      _ item: FlowOrder.Item, layer: Int
    ) -> (from: Double, to: Double, middle: Double, size: Double) {
      let frame = frames[layer][order.position(item, layer: layer)]
      return isDown
        ? (frame.y, frame.y + frame.height, frame.x + frame.width / 2, frame.width)
        : (frame.x, frame.x + frame.width, frame.y + frame.height / 2, frame.height)
    }

    /// Where arrows leave and reach boxes across; those of one side of a box lie side by side, in the
    /// order of where they come from or go to.
    func ends() -> [Int: (from: Double, to: Double)] {
      var ports: [Port: [(arrow: Int, other: Double)]] = [:]
      func add(_ arrow: Int, _ place: FlowOrder.Place, isStart: Bool, other: Double) {
        let port = Port(layer: place.layer, item: place.index, isStart: isStart)
        ports[port, default: []].append((arrow, other))
      }
      for (arrow, from, to) in order.forward {
        let isNext = to.layer == from.layer + 1
        let lane = FlowOrder.Item.lane(arrow: arrow)
        let after = extent(isNext ? .box(to.index) : lane, layer: from.layer + 1).middle
        let before = extent(isNext ? .box(from.index) : lane, layer: to.layer - 1).middle
        add(arrow, from, isStart: true, other: after)
        add(arrow, to, isStart: false, other: before)
      }
      for (arrow, from, to) in order.back {
        add(arrow, from, isStart: true, other: .infinity)
        add(arrow, to, isStart: false, other: .infinity)
      }
      var result: [Int: (from: Double, to: Double)] = [:]
      for (port, arrows) in ports {
        let extent = extent(.box(port.item), layer: port.layer)
        let step = min(14, extent.size * 0.7 / Double(arrows.count))
        let sorted = arrows.sorted { ($0.other, $0.arrow) < ($1.other, $1.arrow) }
        for (index, entry) in sorted.enumerated() {
          let across = extent.middle + step * (Double(index) - Double(arrows.count - 1) / 2)
          if port.isStart {
            result[entry.arrow, default: (0, 0)].from = across
          } else {
            result[entry.arrow, default: (0, 0)].to = across
          }
        }
      }
      return result
    }

    /// Curves through the gaps, straight lines along the lanes.
    func curve(_ segments: [(from: Point, to: Point)]) -> FlowArrow {
      var path = ""
      for (index, segment) in segments.enumerated() {
        let isLast = index == segments.count - 1
        let (from, to) = (segment.from, segment.to)
        let tip = isLast ? to.along - headLength : to.along
        let middle = (from.along + tip) / 2
        path += (index == 0 ? "M" : "L") + text(from)
        path += "C\(text(Point(along: middle, across: from.across))) "
        path += "\(text(Point(along: middle, across: to.across))) "
        path += text(Point(along: tip, across: to.across))
      }
      return FlowArrow(path: path, head: head(segments.last?.to ?? Point(along: 0, across: 0)))
    }

    /// Straight lines from point to point.
    func line(_ points: [Point]) -> FlowArrow {
      guard let last = points.last else { return FlowArrow(path: "", head: []) }
      let inner =
        points.dropLast() + [Point(along: last.along - headLength, across: last.across)]
      return FlowArrow(path: "M" + inner.map(text).joined(separator: "L"), head: head(last))
    }

    /// Straight across to a box of the same layer.
    func straight(_ from: FlowOrder.Place, _ to: FlowOrder.Place) -> FlowArrow {
      let (start, end) = (
        extent(.box(from.index), layer: from.layer), extent(.box(to.index), layer: to.layer)
      )
      let direction = to.index > from.index ? 1.0 : -1
      let hasReturn = order.beside.contains { $0.from == to && $0.to == from }
      let along = (start.from + start.to) / 2 + (hasReturn ? 8 * direction : 0)
      let tip = Point(along: along, across: end.middle - direction * end.size / 2)
      let base = Point(along: along, across: tip.across - direction * FlowArrow.headLength)
      let first = Point(along: along, across: start.middle + direction * start.size / 2)
      let half = FlowArrow.headWidth / 2
      return FlowArrow(
        path: "M\(text(first))L\(text(base))",
        head: [
          tip, Point(along: along - half, across: base.across),
          Point(along: along + half, across: base.across),
        ].map(coordinates))
    }

    private func head(_ tip: Point) -> [(x: Double, y: Double)] {
      let base = tip.along - headLength
      return [
        tip, Point(along: base, across: tip.across - headWidth / 2),
        Point(along: base, across: tip.across + headWidth / 2),
      ].map(coordinates)
    }

    private func coordinates(_ point: Point) -> (x: Double, y: Double) {
      isDown ? (point.across, point.along) : (point.along, point.across)
    }

    private func text(_ point: Point) -> String {
      let (x, y) = coordinates(point)
      return "\(x.coordinate) \(y.coordinate)"
    }
  }
}

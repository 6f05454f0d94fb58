import Dataflow
import Foundation

extension GraphPlan {
  /// The graph as an SVG picture that suits light and dark pages: boxes in layers from the sources
  /// down, element types on the links.
  public func svg() -> String {
    let ids = Dictionary(
      stages.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var links: [LayeredLayout.Edge] = []
    // Of these, those along which nothing is sent: one stage begins when the other has ended.
    var orders: Set<Int> = []
    for (target, stage) in stages.enumerated() {
      for input in stage.inputs {
        guard let source = ids[input.source] else { continue }
        links.append(.init(source: source, target: target))
      }
      for other in stage.settings.after {
        guard let source = ids[other] else { continue }
        orders.insert(links.count)
        links.append(.init(source: source, target: target))
      }
    }
    let boxes = stages.map { stage in
      let texts = [
        SVGText.width(stage.name, size: 14) + 28, SVGText.width(stage.caption, size: 11) + 28,
        SVGText.width(stage.output?.description ?? "", size: 10) + 8,
      ]
      return LayeredLayout.Size(width: texts.reduce(120, max), height: 48)
    }
    let layout = LayeredLayout(boxes: boxes, edges: links)
    var lines = SVGText.opening(layout.size, title: name)
    for (index, route) in layout.routes.enumerated() {
      lines.append(SVGText.line(along: route, isOrder: orders.contains(index)))
    }
    for (stage, (box, centre)) in zip(stages, zip(boxes, layout.centres)) {
      lines += SVGText.box(stage, box, at: centre)
    }
    // What a stage sends is written once, where the links to all its takers begin.
    for index in Set(stages.flatMap(\.inputs).compactMap { ids[$0.source] }).sorted() {
      var place = layout.centres[index]
      place.y += boxes[index].height / 2 + LayeredLayout.Gap.trunk / 2
      lines += SVGText.label(stages[index].output?.description ?? "?", at: place)
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }
}

/// The elements of the picture.
private enum SVGText {
  typealias Point = LayeredLayout.Point

  static func opening(_ size: LayeredLayout.Size, title: String) -> [String] {
    let (width, height) = (number(max(size.width, 32)), number(max(size.height, 32)))
    return [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\">",
      "<title>\(escaped(title))</title>",
      style,
      "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" "
        + "markerHeight=\"8\" orient=\"auto\"><path class=\"arrow\" d=\"M0,0 L8,4 L0,8 z\"/>"
        + "</marker></defs>",
    ]
  }

  /// Colours of four roles, for light pages and for dark ones.
  private static let style = """
    <style>
      text { font-family: system-ui, Helvetica, Arial, sans-serif; text-anchor: middle; }
      .name { font-size: 14px; font-weight: 600; fill: #1f2328; }
      .kind { font-size: 11px; fill: #59636e; }
      .type { font-size: 10px; fill: #59636e; }
      .paper { fill: #ffffff; }
      .link { fill: none; stroke: #818b98; stroke-width: 1.5; }
      .order { fill: none; stroke: #818b98; stroke-width: 1.5; stroke-dasharray: 5 4; }
      .arrow { fill: #818b98; }
      rect.source { fill: #ddf4ff; stroke: #0969da; }
      rect.transform { fill: #f6f8fa; stroke: #818b98; }
      rect.gather { fill: #fff8c5; stroke: #9a6700; }
      rect.sink { fill: #dafbe1; stroke: #1a7f37; }
      @media (prefers-color-scheme: dark) {
        .name { fill: #f0f6fc; }
        .kind, .type { fill: #9198a1; }
        .paper { fill: #0d1117; }
        rect.source { fill: #10233b; stroke: #4493f8; }
        rect.transform { fill: #151b23; stroke: #656c76; }
        rect.gather { fill: #272115; stroke: #d29922; }
        rect.sink { fill: #12261e; stroke: #3fb950; }
      }
    </style>
    """

  static func box(
    _ stage: PlannedStage, _ size: LayeredLayout.Size, at centre: Point
  ) -> [String] {
    let x = number(centre.x - size.width / 2)
    let y = number(centre.y - size.height / 2)
    return [
      "<rect class=\"\(stage.role.rawValue)\" x=\"\(x)\" y=\"\(y)\" "
        + "width=\"\(number(size.width))\" height=\"\(number(size.height))\" rx=\"8\"/>",
      text(stage.name, class: "name", at: Point(x: centre.x, y: centre.y - 3)),
      text(stage.caption, class: "kind", at: Point(x: centre.x, y: centre.y + 14)),
    ]
  }

  /// A line that leaves and arrives vertically.
  ///
  /// - Parameter isOrder: whether it only says what comes after what.
  static func line(along route: [Point], isOrder: Bool) -> String {
    var path = "M\(pair(route[0])) L\(pair(route[1]))"
    for (index, (from, to)) in zip(route, route.dropFirst()).enumerated().dropFirst() {
      guard !index.isMultiple(of: 2) else {
        path += " L\(pair(to))"
        continue
      }
      let middle = (from.y + to.y) / 2
      let controls = [Point(x: from.x, y: middle), Point(x: to.x, y: middle)]
      path += " C\((controls + [to]).map(pair).joined(separator: " "))"
    }
    return
      "<path class=\"\(isOrder ? "order" : "link")\" marker-end=\"url(#arrow)\" d=\"\(path)\"/>"
  }

  /// A label that hides the line below it.
  static func label(_ label: String, at centre: Point) -> [String] {
    let width = width(label, size: 10) + 8
    return [
      "<rect class=\"paper\" x=\"\(number(centre.x - width / 2))\" y=\"\(number(centre.y - 8))\" "
        + "width=\"\(number(width))\" height=\"16\" rx=\"4\"/>",
      text(label, class: "type", at: Point(x: centre.x, y: centre.y + 3.5)),
    ]
  }

  /// A generous estimate, as fonts differ.
  static func width(_ text: String, size: Double) -> Double {
    (Double(text.count) * size * 0.6).rounded(.up)
  }

  private static func text(_ text: String, class name: String, at point: Point) -> String {
    "<text class=\"\(name)\" x=\"\(number(point.x))\" y=\"\(number(point.y))\">"
      + "\(escaped(text))</text>"
  }

  private static func pair(_ point: Point) -> String {
    "\(number(point.x)),\(number(point.y))"
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : String(format: "%.1f", value)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

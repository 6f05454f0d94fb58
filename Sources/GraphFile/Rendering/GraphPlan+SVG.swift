import Foundation

extension GraphPlan {
  /// The graph as an SVG picture that suits light and dark pages: boxes in layers from the sources
  /// down, element types on the links.
  public func svg() -> String {
    let ids = Dictionary(
      stages.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var links: [(source: Int, target: Int, label: String)] = []
    for (target, stage) in stages.enumerated() {
      for input in stage.inputs {
        guard let source = ids[input.source] else { continue }
        links.append((source, target, input.type.description))
      }
    }
    let boxes = stages.map { stage in
      let text = max(
        SVGText.width(stage.name, size: 14), SVGText.width(stage.caption, size: 11))
      return LayeredLayout.Size(width: max(120, (text + 28).rounded(.up)), height: 48)
    }
    let layout = LayeredLayout(
      boxes: boxes,
      edges: links.map {
        .init(source: $0.source, target: $0.target, labelWidth: SVGText.width($0.label, size: 10))
      })
    var lines = SVGText.opening(layout.size, title: name)
    for route in layout.routes { lines.append(SVGText.line(along: route)) }
    for (stage, (box, centre)) in zip(stages, zip(boxes, layout.centres)) {
      lines += SVGText.box(stage, box, at: centre)
    }
    // Labels last, so that no line crosses them.
    for (link, route) in zip(links, layout.routes) {
      lines += SVGText.label(link.label, along: route)
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

  /// A curve that leaves and arrives vertically.
  static func line(along route: [Point]) -> String {
    var path = "M\(pair(route[0]))"
    for (from, to) in zip(route, route.dropFirst()) {
      let middle = (from.y + to.y) / 2
      let controls = [Point(x: from.x, y: middle), Point(x: to.x, y: middle)]
      path += " C\((controls + [to]).map(pair).joined(separator: " "))"
    }
    return "<path class=\"link\" marker-end=\"url(#arrow)\" d=\"\(path)\"/>"
  }

  /// The label at the middle of the last part, where lines from one box have parted.
  static func label(_ label: String, along route: [Point]) -> [String] {
    let (from, to) = (route[route.count - 2], route[route.count - 1])
    let middle = Point(x: (from.x + to.x) / 2, y: (from.y + to.y) / 2)
    let width = width(label, size: 10) + 8
    return [
      "<rect class=\"paper\" x=\"\(number(middle.x - width / 2))\" y=\"\(number(middle.y - 8))\" "
        + "width=\"\(number(width))\" height=\"16\" rx=\"4\"/>",
      text(label, class: "type", at: Point(x: middle.x, y: middle.y + 3.5)),
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

/// Boxes with arrows between them: the parts of a procedure and what goes from one to the other.
///
/// Layers of boxes follow each other from left to right, or from top to bottom where there is no room
/// for that.
public struct FlowChart: Chart {
  public struct Box: Sendable {
    /// What arrows call it; boxes have different names.
    public let name: String
    /// What stands below the name, such as `12.4 slices/s`; may be empty.
    public let detail: String
    /// Which colour; equal numbers are equal things.
    public let series: Int

    public init(name: String, detail: String, series: Int) {
      self.name = name
      self.detail = detail
      self.series = series
    }
  }

  public let title: String
  /// The layers, each with boxes that stand beside each other.
  public let stages: [[Box]]
  /// By names of boxes; arrows from or to a box that isn't there are left out.
  public let arrows: [(from: String, to: String)]

  public init(title: String, stages: [[Box]], arrows: [(from: String, to: String)]) {
    self.title = title
    self.stages = stages
    self.arrows = arrows
  }

  public var summary: String {
    let layers = stages.map { stage in
      stage.map { $0.detail.isEmpty ? $0.name : "\($0.name) (\($0.detail))" }
        .joined(separator: ", ")
    }
    let links = arrows.map { "\($0.from) to \($0.to)" }
    return layers.filter { !$0.isEmpty }.joined(separator: "; then ")
      + (links.isEmpty ? "" : ". Arrows: \(links.joined(separator: ", "))")
  }

  public func draw(width: Double) -> Drawn {
    let layout = FlowLayout(self, width: width)
    var drawing = Drawing(width: width, height: layout.height)
    for arrow in layout.arrows {
      drawing.add("<path class=\"arrow\" d=\"\(arrow.path)\"/>")
      drawing.path(arrow.head, closed: true, "head")
    }
    for placed in layout.boxes { draw(placed, into: &drawing) }
    return Drawn(drawing: drawing)
  }

  private func draw(_ placed: FlowLayout.Placed, into drawing: inout Drawing) {
    let (text, frame) = (placed.text, placed.frame)
    drawing.add(
      """
      <rect class="node \(ChartStyle.series(placed.box.series))" x="\(frame.x)" y="\(frame.y)" \
      width="\(frame.width)" height="\(frame.height)" rx="5"/>
      """)
    let middle = frame.x + frame.width / 2
    var y = frame.y + (frame.height - text.height) / 2 + 12
    for line in text.name {
      drawing.text(line, middle, y, "strong", anchor: .middle)
      y += FlowLayout.Text.lineHeight
    }
    if !text.name.isEmpty { y += FlowLayout.Text.space }
    for line in text.detail {
      drawing.text(line, middle, y, anchor: .middle)
      y += FlowLayout.Text.lineHeight
    }
  }
}

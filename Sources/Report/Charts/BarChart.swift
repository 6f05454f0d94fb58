/// Horizontal bars, each made of parts that add up.
public struct BarChart: Chart {
  public struct Part: Sendable {
    public let name: String
    /// The class of its colour, such as `busy` or `s2`.
    let style: String
  }

  public struct Bar: Sendable {
    public let name: String
    /// One value for each part, 0 or more.
    public let values: [Double]
    /// What stands after the bar.
    public let caption: String

    public init(name: String, values: [Double], caption: String) {
      self.name = name
      self.values = values
      self.caption = caption
    }
  }

  public let title: String
  public let axis: Axis
  public let parts: [Part]
  public let bars: [Bar]
  /// A value that is marked by a line, with its name.
  public let limit: (value: Double, name: String)?

  init(
    title: String, axis: Axis, parts: [Part], bars: [Bar],
    limit: (value: Double, name: String)? = nil
  ) {
    self.title = title
    self.axis = axis
    self.parts = parts
    self.bars = bars
    self.limit = limit
  }

  /// Bars whose parts have the series' colours in turn.
  public init(
    title: String, axis: Axis, parts: [String], bars: [Bar],
    limit: (value: Double, name: String)? = nil
  ) {
    self.init(
      title: title, axis: axis,
      parts: parts.enumerated().map { Part(name: $1, style: ChartStyle.series($0)) }, bars: bars,
      limit: limit)
  }

  public var summary: String {
    bars.map { "\($0.name): \($0.caption)" }.joined(separator: "; ")
  }

  public func draw(width: Double) -> Drawn {
    let isNarrow = width < 480
    let longest = bars.map { Drawing.width($0.name) }.max() ?? 0
    let captions = bars.map { Drawing.width($0.caption) }.max() ?? 0
    let left = isNarrow ? 0 : min(longest + 14, width * 0.3)
    let right = isNarrow ? width - 4 : max(width - captions - 16, left + 80)
    let rowHeight = isNarrow ? 38.0 : 26.0
    let legend = Legend(
      entries: parts.count > 1 ? parts.map { ($0.name, $0.style) } : [])
    let top = legend.height(width: width) + (limit == nil ? 2 : 20)
    let bottom = top + rowHeight * Double(bars.count) + 2
    var drawing = Drawing(width: width, height: bottom + PlotArea.axisHeight)
    _ = legend.draw(into: &drawing)
    let area = PlotArea(left: left, right: right, top: top, bottom: bottom)
    area.drawHorizontal(axis, into: &drawing)
    if let limit {
      let x = area.x(axis, limit.value)
      drawing.line(x, top - 4, x, bottom, "limit")
      let anchor: Drawing.Anchor = x > width / 2 ? .end : .start
      drawing.text(limit.name, x, top - 9, anchor: anchor)
    }
    for (index, bar) in bars.enumerated() {
      let y = top + rowHeight * Double(index)
      let thickness = 14.0
      let barTop = isNarrow ? y + 20 : y + (rowHeight - thickness) / 2
      var sum = 0.0
      for (part, value) in zip(parts, bar.values) where value > 0 {
        let (from, to) = (area.x(axis, sum), area.x(axis, sum + value))
        drawing.rect(from, barTop, to - from, thickness, "area \(part.style)")
        sum += value
      }
      if isNarrow {
        let room = width - Drawing.width(bar.caption) - 12
        drawing.text(Drawing.fitted(bar.name, width: room), 0, y + 14, "name halo")
        drawing.text(bar.caption, width, y + 14, "halo", anchor: .end)
      } else {
        drawing.text(
          Drawing.fitted(bar.name, width: left - 10), left - 10, barTop + 11, "name", anchor: .end)
        drawing.text(bar.caption, area.x(axis, sum) + 8, barTop + 11, "halo")
      }
    }
    return Drawn(drawing: drawing)
  }
}

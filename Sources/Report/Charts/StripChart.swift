/// Small charts one below the other over a common horizontal axis: how each of many things changed.
///
/// A row is a stack of layers, drawn as steps: each value holds for the whole of its interval.
public struct StripChart: Chart {
  public struct Row: Sendable {
    public let name: String
    /// What stands on the right, such as the largest value.
    public let caption: String
    /// The value at the top of the row; more is cut off.
    public let most: Double
    /// `layers[l][i]`: layer `l` in interval `i`. Layers lie on one another.
    public let layers: [[Double]]

    public init(name: String, caption: String, most: Double, layers: [[Double]]) {
      self.name = name
      self.caption = caption
      self.most = most
      self.layers = layers
    }
  }

  public let title: String
  public let summary: String
  public let axis: Axis
  /// The ends of the intervals, one more than there are intervals; ascending.
  public let edges: [Double]
  public let layers: [BarChart.Part]
  public let rows: [Row]
  /// Values of the axis where something begins anew.
  public let breaks: [Double]

  init(
    title: String, summary: String, axis: Axis, edges: [Double], layers: [BarChart.Part],
    rows: [Row], breaks: [Double] = []
  ) {
    self.title = title
    self.summary = summary
    self.axis = axis
    self.edges = edges
    self.layers = layers
    self.rows = rows
    self.breaks = breaks
  }

  /// Strips whose layers have the series' colours in turn.
  public init(
    title: String, summary: String, axis: Axis, edges: [Double], layers: [String], rows: [Row],
    breaks: [Double] = []
  ) {
    self.init(
      title: title, summary: summary, axis: axis, edges: edges,
      layers: layers.enumerated().map { BarChart.Part(name: $1, style: ChartStyle.series($0)) },
      rows: rows, breaks: breaks)
  }

  public func draw(width: Double) -> Drawn {
    let isNarrow = width < 480
    let longest = rows.map { Drawing.width($0.name) }.max() ?? 0
    let captions = rows.map { Drawing.width($0.caption) }.max() ?? 0
    let left = isNarrow ? 0 : min(longest + 14, width * 0.3)
    let right = isNarrow ? width - 2 : width - captions - (captions > 0 ? 12 : 2)
    let (strip, gap) = (22.0, isNarrow ? 24.0 : 8.0)
    let legend = Legend(
      entries: layers.count > 1 ? layers.map { ($0.name, $0.style) } : [])
    let top = legend.height(width: width) + (isNarrow ? 0 : 4)
    let bottom = top + (strip + gap) * Double(rows.count) + 2
    var drawing = Drawing(width: width, height: bottom + PlotArea.axisHeight)
    _ = legend.draw(into: &drawing)
    let area = PlotArea(left: left, right: right, top: top, bottom: bottom)
    area.drawHorizontal(axis, into: &drawing)
    for (index, row) in rows.enumerated() {
      let stripTop = top + (strip + gap) * Double(index) + (isNarrow ? 19 : 0)
      let base = stripTop + strip
      if isNarrow {
        let room = width - Drawing.width(row.caption) - 12
        drawing.text(Drawing.fitted(row.name, width: room), 0, stripTop - 5, "name halo")
        drawing.text(row.caption, width, stripTop - 5, "halo", anchor: .end)
      } else {
        drawing.text(
          Drawing.fitted(row.name, width: left - 10), left - 10, base - 7, "name", anchor: .end)
        drawing.text(row.caption, right + 9, base - 7)
      }
      draw(row, area, top: stripTop, base: base, into: &drawing)
      drawing.line(left, base, right, base, "axis")
    }
    for x in breaks {
      let place = area.x(axis, x)
      drawing.line(place, top, place, bottom, "break")
    }
    return Drawn(drawing: drawing)
  }

  private func draw(
    _ row: Row, _ area: PlotArea, top: Double, base: Double, into drawing: inout Drawing
  ) {
    guard edges.count > 1, row.most > 0 else { return }
    var below = [Double](repeating: 0, count: edges.count - 1)
    for (layer, values) in zip(layers, row.layers) {
      var (upper, lower): ([(x: Double, y: Double)], [(x: Double, y: Double)]) = ([], [])
      for (interval, value) in values.prefix(below.count).enumerated() {
        let sum = below[interval] + max(value.isFinite ? value : 0, 0)
        func y(_ value: Double) -> Double { base - min(value / row.most, 1) * (base - top) }
        for edge in [edges[interval], edges[interval + 1]] {
          let x = area.x(axis, edge)
          upper.append((x, y(sum)))
          lower.append((x, y(below[interval])))
        }
        below[interval] = sum
      }
      drawing.path(upper + lower.reversed(), closed: true, "area \(layer.style)")
    }
  }
}

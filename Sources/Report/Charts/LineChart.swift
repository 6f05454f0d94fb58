/// Curves over a common horizontal axis: bytes over time, or a loss over steps.
public struct LineChart: Chart {
  public struct Series: Sendable {
    public let name: String
    /// In the order of x. A gap is a point whose y is no number.
    public let points: [Point]
    public let style: Style

    public init(name: String, points: [Point], style: Style = .line) {
      self.name = name
      self.points = points
      self.style = style
    }
  }

  public struct Point: Sendable, Equatable {
    public let x: Double
    public let y: Double

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  public enum Style: Sendable {
    case line
    /// Filled down to the axis.
    case area
  }

  public let title: String
  public let horizontal: Axis
  public let vertical: Axis
  public let series: [Series]
  /// A value that curves should stay below, with its name.
  public let limit: (value: Double, name: String)?
  /// Values of x where something begins anew.
  public let breaks: [Double]

  public init(
    title: String, horizontal: Axis, vertical: Axis, series: [Series],
    limit: (value: Double, name: String)? = nil, breaks: [Double] = []
  ) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.series = series
    self.limit = limit
    self.breaks = breaks
  }

  public var summary: String {
    series.map { series in
      let values = series.points.map(\.y).filter(\.isFinite)
      guard let least = values.min(), let most = values.max() else {
        return "\(series.name): no values"
      }
      return "\(series.name): \(least.decimals(3)) to \(most.decimals(3))"
    }.joined(separator: "; ")
  }

  private static let plotHeight = 150.0

  public func draw(width: Double) -> Drawn {
    let legend = Legend(
      entries: series.count > 1
        ? series.enumerated().map { ($1.name, ChartStyle.series($0)) } : [])
    let top = legend.height(width: width) + 24
    let bottom = top + Self.plotHeight
    var drawing = Drawing(width: width, height: bottom + PlotArea.axisHeight)
    _ = legend.draw(into: &drawing)
    let numbers = vertical.ticks.map { Drawing.width($0.label) }.max() ?? 0
    let area = PlotArea(left: numbers + 10, right: width - 6, top: top, bottom: bottom)
    area.drawVertical(vertical, into: &drawing)
    area.drawHorizontal(horizontal, into: &drawing)
    for x in breaks {
      let place = area.x(horizontal, x)
      drawing.line(place, top, place, bottom, "break")
    }
    for (index, series) in series.enumerated() {
      for run in series.points.split(whereSeparator: { !$0.y.isFinite }) {
        let points = run.map { (x: area.x(horizontal, $0.x), y: area.y(vertical, $0.y)) }
        let style = ChartStyle.series(index)
        if series.style == .area, let first = points.first, let last = points.last {
          drawing.path(
            [(first.x, bottom)] + points + [(last.x, bottom)], closed: true, "wash \(style)")
        }
        drawing.path(points, "curve \(style)")
      }
    }
    if let limit {
      let y = area.y(vertical, limit.value)
      drawing.line(area.left, y, area.right, y, "limit")
      drawing.text(limit.name, area.right, y - 6, "halo", anchor: .end)
    }
    return Drawn(drawing: drawing)
  }
}

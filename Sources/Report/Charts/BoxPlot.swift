/// Box plots side by side: one row for each distribution, in groups.
///
/// A box reaches from the lower to the upper quartile with a line at the median and a ring at the
/// mean; whiskers reach to the outermost values within 1.5 interquartile ranges, and dots beyond are
/// outliers. Above the box stands how the values are distributed, or, if they are few, each of them.
public struct BoxPlot: Chart {
  public struct Row: Sendable {
    public let name: String
    public let distribution: Distribution
    /// Which colour; equal numbers are equal things.
    public let series: Int

    public init(name: String, distribution: Distribution, series: Int) {
      self.name = name
      self.distribution = distribution
      self.series = series
    }
  }

  public struct Group: Sendable {
    /// Empty if there is nothing to tell apart.
    public let name: String
    public let rows: [Row]

    public init(name: String, rows: [Row]) {
      self.name = name
      self.rows = rows
    }
  }

  public let title: String
  public let axis: Axis
  public let groups: [Group]

  /// So many values or fewer are drawn one by one.
  public static let mostPoints = 60

  public init(title: String, axis: Axis, groups: [Group]) {
    self.title = title
    self.axis = axis
    self.groups = groups
  }

  public var summary: String {
    groups.flatMap { group in
      group.rows.map { row in
        let name = [group.name, row.name].filter { !$0.isEmpty }.joined(separator: ", ")
        guard let box = BoxStatistics(row.distribution) else { return "\(name): no values" }
        return "\(name): median \(box.median.decimals(3)), quartiles "
          + "\(box.lowerQuartile.decimals(3)) to \(box.upperQuartile.decimals(3)), "
          + "\(box.count) values"
      }
    }.joined(separator: "; ")
  }

  private enum Size {
    static let group = 30.0
    static let row = 50.0
    static let nameHeight = 18.0
    static let box = 12.0
    static let cloud = 20.0
  }

  public func draw(width: Double) -> Drawn {
    // On a narrow picture names stand above their rows and leave all the width to the numbers.
    let isNarrow = width < 480
    let longest = groups.flatMap(\.rows).map { Drawing.width($0.name) }.max() ?? 0
    let left = isNarrow ? 6 : min(longest + 20, width * 0.3)
    let right = width - (isNarrow ? 6 : 124)
    let rowHeight = Size.row + (isNarrow ? Size.nameHeight : 0)
    let heights = groups.map { group in
      (group.name.isEmpty ? 0 : Size.group) + rowHeight * Double(group.rows.count)
    }
    let bottom = 4 + heights.reduce(0, +)
    var drawing = Drawing(width: width, height: bottom + PlotArea.axisHeight)
    let area = PlotArea(left: left, right: right, top: 4, bottom: bottom)
    area.drawHorizontal(axis, into: &drawing)
    var y = area.top
    for group in groups {
      if !group.name.isEmpty {
        drawing.text(
          Drawing.fitted(group.name, width: width - 8), 0, y + 22, "strong halo")
        y += Size.group
      }
      for row in group.rows {
        draw(row, in: area, y: y, height: rowHeight, isNarrow: isNarrow, into: &drawing)
        y += rowHeight
      }
    }
    return Drawn(drawing: drawing)
  }

  private func draw(
    _ row: Row, in area: PlotArea, y: Double, height: Double, isNarrow: Bool,
    into drawing: inout Drawing
  ) {
    let box = BoxStatistics(row.distribution)
    let caption =
      box.map { "\($0.median.decimals(3)) · n = \($0.count.grouped)" } ?? "no values"
    let middle = y + height - Size.box / 2 - 6
    if isNarrow {
      let room = drawing.width - Drawing.width(caption) - 16
      drawing.text(Drawing.fitted(row.name, width: room), 0, y + 13, "name halo")
      drawing.text(caption, drawing.width, y + 13, "halo", anchor: .end)
    } else {
      drawing.text(
        Drawing.fitted(row.name, width: area.left - 16), area.left - 12, middle + 4, "name",
        anchor: .end)
      drawing.text(caption, area.right + 12, middle + 4)
    }
    guard let box else { return }
    let style = ChartStyle.series(row.series)
    func x(_ value: Double) -> Double { area.x(axis, value) }
    drawing.line(
      x(box.whiskers.lowerBound), middle, x(box.lowerQuartile), middle, "whisker \(style)")
    drawing.line(
      x(box.upperQuartile), middle, x(box.whiskers.upperBound), middle, "whisker \(style)")
    drawing.rect(
      x(box.lowerQuartile), middle - Size.box / 2, x(box.upperQuartile) - x(box.lowerQuartile),
      Size.box, "box \(style)")
    let median = x(box.median)
    drawing.line(median, middle - Size.box / 2 - 1, median, middle + Size.box / 2 + 1, "median")
    drawing.dot(x(box.mean), middle, radius: 2.75, "mean")
    let base = middle - Size.box / 2 - 4
    if box.count <= Self.mostPoints {
      drawPoints(row, area, base: base, style, into: &drawing)
    } else {
      for outlier in box.outliers {
        drawing.dot(x(outlier), middle, radius: 1.75, "point \(style)")
      }
      drawDensity(row, area, base: base, style, into: &drawing)
    }
  }

  /// Each value as a dot; dots that would touch are stacked.
  private func drawPoints(
    _ row: Row, _ area: PlotArea, base: Double, _ style: String, into drawing: inout Drawing
  ) {
    var ends: [Double] = []
    for (value, count) in row.distribution.values {
      let x = area.x(axis, value)
      for _ in 0..<count {
        let level = ends.firstIndex { x - $0 >= 5.4 } ?? ends.count
        if level == ends.count { ends.append(x) } else { ends[level] = x }
        let lift = min(Double(level) * 4.6, Size.cloud)
        drawing.dot(
          x, base - 2.5 - lift, radius: 2.6, "point \(style)", title: value.decimals(3))
      }
    }
  }

  /// Counts in narrow bins, the highest as high as there is room.
  private func drawDensity(
    _ row: Row, _ area: PlotArea, base: Double, _ style: String, into drawing: inout Drawing
  ) {
    let bins = max(24, Int((area.right - area.left) / 9))
    let counts = row.distribution.histogram(axis.domain, bins: bins)
    guard let highest = counts.max(), highest > 0 else { return }
    let step = (area.right - area.left) / Double(bins)
    var points = [(x: area.left, y: base)]
    for (bin, count) in counts.enumerated() {
      let y = base - Size.cloud * Double(count) / Double(highest)
      let x = area.left + Double(bin) * step
      points += [(x, y), (x + step, y)]
    }
    points.append((area.right, base))
    drawing.path(points, closed: true, "density \(style)")
  }
}

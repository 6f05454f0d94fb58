import Testing

@testable import Report

/// Coordinates are written to a tenth of a pixel.
private let tolerance = 0.051

struct ChartTests {
  private let dice = Axis.linear(0...1, title: "Dice")

  /// Where the ticks of a horizontal axis stand, by their labels.
  private func ticks(_ elements: Elements) -> [Double] {
    elements.of("grid").filter { $0.attributes["x1"] == $0.attributes["x2"] }.map {
      $0.number("x1")
    }
  }

  @Test("A box lies where the quartiles are on the axis", arguments: [720.0, 328])
  func boxGeometry(width: Double) throws {
    let values = [0.1, 0.2, 0.3, 0.4, 0.95]
    let chart = BoxPlot(
      title: "Dice", axis: dice,
      groups: [
        .init(
          name: "liver", rows: [.init(name: "box", distribution: Distribution(values), series: 0)])
      ])
    let elements = try Elements(chart.file(width: width))
    let grid = ticks(elements)
    #expect(grid.count == 6)
    let (left, right) = (grid[0], grid[5])
    func x(_ value: Double) -> Double { left + value * (right - left) }
    let box = try #require(elements.of("box").first)
    #expect(abs(box.number("x") - x(0.2)) < tolerance)
    #expect(abs(box.number("x") + box.number("width") - x(0.4)) < 2 * tolerance)
    let median = try #require(elements.of("median").first)
    #expect(abs(median.number("x1") - x(0.3)) < tolerance)
    let mean = try #require(elements.of("mean").first)
    #expect(abs(mean.number("cx") - x(0.39)) < tolerance)
    let whiskers = elements.of("whisker")
    #expect(abs(whiskers[0].number("x1") - x(0.1)) < tolerance)
    #expect(abs(whiskers[1].number("x2") - x(0.4)) < tolerance)
    let points = elements.of("point").map { $0.number("cx") }
    #expect(points.count == values.count)
    for (point, value) in zip(points, values) { #expect(abs(point - x(value)) < tolerance) }
    #expect(elements.named("text").map(\.text).contains("0.300 · n = 5"))
  }

  @Test("Many values are drawn as a density with outliers, not one by one")
  func density() throws {
    let values = (0..<500).map { 0.7 + 0.0002 * Double($0) } + [0.01]
    let chart = BoxPlot(
      title: "Dice", axis: dice,
      groups: [
        .init(name: "", rows: [.init(name: "box", distribution: Distribution(values), series: 1)])
      ])
    let elements = try Elements(chart.file())
    #expect(elements.of("density").count == 1)
    #expect(elements.of("point").count == 1)
    #expect(elements.of("s1").count > 0)
  }

  @Test(
    "All text lies inside the picture, as wide as fonts are likely to make it",
    arguments: [720.0, 328])
  func textInside(width: Double) throws {
    let name = "a name of a label that is much longer than anybody would write it"
    let rows = (0..<3).map {
      BoxPlot.Row(name: "\(name) \($0)", distribution: Distribution([0, 1]), series: $0)
    }
    let charts: [any Chart] = [
      BoxPlot(title: name, axis: dice, groups: [.init(name: name, rows: rows)]),
      BarChart(
        title: name, axis: .time(to: 3600), parts: [name, "b"],
        bars: [.init(name: name, values: [1800, 1800], caption: "busy 30 min")],
        limit: (3600, "limit")),
      LineChart(
        title: name, horizontal: .linear(0...100, title: "step"),
        vertical: .linear(0...1, title: "loss"),
        series: [.init(name: name, points: [.init(x: 0, y: 1), .init(x: 100, y: 0)])]),
      StripChart(
        title: name, summary: "", axis: .time(to: 10), edges: [0, 5, 10], layers: ["a", "b"],
        rows: [.init(name: name, caption: "at most 2", most: 2, layers: [[1, 2], [1, 0]])]),
    ]
    for chart in charts {
      let elements = try Elements(chart.file(width: width))
      for text in elements.named("text") {
        let length = Drawing.width(text.text)
        let x = text.number("x")
        let (from, to) =
          switch text.attributes["text-anchor"] {
          case "middle": (x - length / 2, x + length / 2)
          case "end": (x - length, x)
          default: (x, x + length)
          }
        #expect(from > -8 && to < width + 8, "\(type(of: chart)): \(text.text)")
      }
    }
  }

  @Test("Parts of a bar lie end to end and as long as their values")
  func bars() throws {
    let chart = BarChart(
      title: "time", axis: .linear(0...100, title: "s"), parts: ["busy", "waiting", "blocked"],
      bars: [.init(name: "encoder", values: [50, 0, 25], caption: "busy 50 s")],
      limit: (80, "limit"))
    let elements = try Elements(chart.file(width: 720))
    let grid = ticks(elements)
    let scale = (grid[5] - grid[0]) / 100
    // The first three are the legend's.
    let parts = elements.of("area").filter { $0.number("height") == 14 }
    #expect(parts.count == 2)
    #expect(abs(parts[0].number("width") - 50 * scale) < 2 * tolerance)
    #expect(abs(parts[1].number("x") - grid[0] - 50 * scale) < 2 * tolerance)
    #expect(abs(parts[1].number("width") - 25 * scale) < 2 * tolerance)
    let limit = try #require(elements.of("limit").first)
    #expect(abs(limit.number("x1") - grid[0] - 80 * scale) < 2 * tolerance)
  }

  /// The numbers of a path, in pairs.
  private func points(_ path: String) -> [(x: Double, y: Double)] {
    path.split(whereSeparator: { "MLZ".contains($0) }).map { pair in
      let numbers = pair.split(separator: " ").compactMap { Double($0) }
      return (numbers[0], numbers[1])
    }
  }

  @Test("A curve goes through its points and breaks where there is no number")
  func line() throws {
    let chart = LineChart(
      title: "loss", horizontal: .linear(0...10, title: "step"),
      vertical: .linear(0...1, title: "loss"),
      series: [
        .init(
          name: "a",
          points: [
            .init(x: 0, y: 0), .init(x: 5, y: 1), .init(x: 6, y: .nan), .init(x: 7, y: 0.5),
            .init(x: 10, y: 0.5),
          ])
      ])
    let elements = try Elements(chart.file(width: 500))
    let curves = elements.of("curve").map { points($0.attributes["d"] ?? "") }
    #expect(curves.count == 2)
    let vertical = ticks(elements)
    let horizontal = elements.of("grid").filter { $0.attributes["y1"] == $0.attributes["y2"] }
      .map { $0.number("y1") }
    #expect(abs(curves[0][1].x - (vertical[0] + vertical[5]) / 2) < 2 * tolerance)
    #expect(abs(curves[0][0].y - horizontal[0]) < tolerance)
    #expect(abs(curves[0][1].y - horizontal[5]) < tolerance)
    #expect(abs(curves[1][0].y - (horizontal[0] + horizontal[5]) / 2) < 2 * tolerance)
  }

  @Test("A strip's layers are stacked steps that fill the strip at its largest value")
  func strip() throws {
    let chart = StripChart(
      title: "shares", summary: "", axis: .time(to: 10), edges: [0, 4, 10], layers: ["a", "b"],
      rows: [.init(name: "encoder", caption: "", most: 1, layers: [[0.25, 1], [0.75, 0.5]])])
    let elements = try Elements(chart.file(width: 720))
    let areas = elements.of("area").compactMap { $0.attributes["d"] }.map(points)
    #expect(areas.count == 2)
    let base = try #require(areas[0].map(\.y).max())
    let heights = areas.map { area in area.prefix(4).map { base - $0.y } }
    // 1 + 0.5 is more than there is room for.
    for (found, expected) in zip(heights, [[5.5, 5.5, 22, 22], [22, 22, 22, 22]]) {
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 2 * tolerance) }
    }
    let (left, right) = (areas[0][0].x, areas[0][3].x)
    #expect(abs(areas[0][1].x - left - 0.4 * (right - left)) < 2 * tolerance)
  }

  @Test("Charts say in words what they show, with hostile names escaped")
  func accessible() throws {
    let hostile = "\"><script>alert(1)</script>"
    let chart = BoxPlot(
      title: hostile, axis: dice,
      groups: [
        .init(
          name: hostile,
          rows: [.init(name: hostile, distribution: Distribution([0.5, 0.7]), series: 0)])
      ])
    let elements = try Elements(chart.file())
    #expect(elements.named("script").isEmpty)
    let svg = try #require(elements.named("svg").first)
    #expect(svg.attributes["role"] == "img")
    let label = try #require(svg.attributes["aria-label"])
    #expect(label.contains("median 0.600, quartiles 0.550 to 0.650, 2 values"))
  }

  @Test("Charts of nothing are pictures too")
  func nothing() throws {
    let charts: [any Chart] = [
      BoxPlot(title: "", axis: dice, groups: []),
      BoxPlot(
        title: "", axis: dice,
        groups: [
          .init(name: "x", rows: [.init(name: "y", distribution: Distribution(), series: 0)])
        ]),
      BarChart(title: "", axis: .time(to: 0), parts: ["a"], bars: []),
      LineChart(
        title: "", horizontal: .time(to: 0), vertical: .bytes(to: 0, title: ""),
        series: [.init(name: "", points: [])]),
      StripChart(
        title: "", summary: "", axis: .time(to: 0), edges: [], layers: ["a"],
        rows: [.init(name: "a", caption: "", most: 0, layers: [[]])]),
    ]
    for chart in charts { #expect(try Elements(chart.file(width: 200)).named("svg").count == 1) }
  }
}

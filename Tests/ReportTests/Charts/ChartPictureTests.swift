import Testing

@testable import Report

struct ChartPictureTests {
  private let charts: [any Chart] = [
    BoxPlot(
      title: "Dice", axis: .linear(0...1, title: "Dice"),
      groups: [
        .init(
          name: "liver",
          rows: [.init(name: "box", distribution: Distribution([0.5, 0.7]), series: 3)])
      ]),
    LineChart(
      title: "loss", horizontal: .linear(0...10, title: "step"),
      vertical: .linear(0...1, title: "loss"),
      series: [.init(name: "a", points: [.init(x: 0, y: 1), .init(x: 10, y: 0)])]),
    BarChart(
      title: "time", axis: .time(to: 10), parts: BarChart.Part.activities,
      bars: [.init(name: "encoder", values: [5, 2, 1], caption: "busy 5 s")]),
    PictureGrid(title: "grid", columns: ["a"], rows: [("r", [nil])], legend: [("a", "#f00")]),
    FlowChart(title: "flow", stages: [[.init(name: "a", detail: "", series: 1)]], arrows: []),
  ]

  @Test("A picture for other programs has its colours written out")
  func literal() throws {
    for chart in charts {
      let text = chart.picture(width: 400)
      let elements = try Elements(text)
      let style = try #require(elements.named("style").first?.text)
      #expect(!text.contains("var(") && !style.contains("--") && !style.contains("@media"))
      #expect(elements.named("rect").first?.attributes["fill"] == "#ffffff")
      #expect(elements.named("svg").first?.number("width") == 400)
      #expect(style.split(separator: "{").count == style.split(separator: "}").count)
    }
  }

  @Test("Every colour of a series, and every rule that takes it, is there")
  func colours() throws {
    let rules = Set(ChartStyle.literal.split(separator: "\n"))
    #expect(
      rules.contains(
        ".chart .box.s3{fill:#a8508b;fill-opacity:.22;stroke:#a8508b;stroke-width:1.25}"))
    #expect(rules.contains(".chart .area.busy{fill:#13708c}"))
    #expect(
      rules.contains(
        ".chart .curve.s0{fill:none;stroke:#0b6da8;stroke-width:1.75;stroke-linejoin:round}"))
    #expect(rules.contains(".chart .name{fill:#15191e}"))
    let kinds = ChartStyle.rules.split(separator: "var(--c)", omittingEmptySubsequences: false)
    #expect(kinds.count > 8)
    for kind in (0..<8).map({ "s\($0)" }) + ["busy", "waiting", "blocked"] {
      for element in ["whisker", "box", "point", "density", "area", "wash", "curve", "node"] {
        #expect(rules.contains { $0.hasPrefix(".chart .\(element).\(kind){") })
      }
    }
  }
}

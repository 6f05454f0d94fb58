import Testing

@testable import Report

struct FlowChartTests {
  private func box(_ name: String, _ detail: String = "12.4 slices/s") -> FlowChart.Box {
    .init(name: name, detail: detail, series: 0)
  }

  private var pipeline: FlowChart {
    FlowChart(
      title: "pipeline",
      stages: [
        [box("CT volumes", ""), box("ground truth")], [box("prompts from the reference")],
        [box("SAM image encoder"), box("SAM mask decoder")], [box("pseudo labels")],
        [box("UNet A", "trained on ground truth"), box("UNet B", "trained on pseudo labels")],
        [box("comparison", "Dice of every slice")],
      ],
      arrows: [
        ("CT volumes", "SAM image encoder"), ("ground truth", "prompts from the reference"),
        ("prompts from the reference", "SAM mask decoder"),
        ("SAM image encoder", "SAM mask decoder"), ("SAM mask decoder", "pseudo labels"),
        ("CT volumes", "UNet A"), ("ground truth", "UNet A"), ("pseudo labels", "UNet B"),
        ("UNet A", "comparison"), ("UNet B", "comparison"),
        ("comparison", "prompts from the reference"), ("nobody", "UNet A"),
      ])
  }

  /// Points along a path of M, L and C with absolute coordinates.
  private func points(_ path: String) -> [(x: Double, y: Double)] {
    var result: [(x: Double, y: Double)] = []
    var rest = path[...]
    while let command = rest.popFirst() {
      let text = rest.prefix { !"MLC".contains($0) }
      rest = rest[text.endIndex...]
      let numbers = text.split(separator: " ").compactMap { Double($0) }
      guard let start = result.last, command != "M" else {
        result.append((numbers[0], numbers[1]))
        continue
      }
      for step in 1...40 {
        let t = Double(step) / 40
        func at(_ axis: Int, _ from: Double) -> Double {
          if command == "L" { return from + (numbers[axis] - from) * t }
          let u = 1 - t
          return u * u * u * from + 3 * u * u * t * numbers[axis]
            + 3 * u * t * t * numbers[2 + axis] + t * t * t * numbers[4 + axis]
        }
        result.append((at(0, start.x), at(1, start.y)))
      }
    }
    return result
  }

  @Test("Texts lie in their boxes and no arrow crosses a box", arguments: [760.0, 620, 480, 328])
  func overlaps(width: Double) throws {
    let elements = try Elements(pipeline.file(width: width))
    let boxes = elements.of("node").map(Area.init(rect:))
    #expect(boxes.count == 9)
    let height = try #require(elements.named("svg").first).number("height")
    for (index, box) in boxes.enumerated() {
      #expect(box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height)
      #expect(!boxes[..<index].contains { $0.overlaps(box) })
    }
    for text in elements.named("text") {
      let area = Area(text: text)
      #expect(
        boxes.contains {
          $0.left <= area.left && area.right <= $0.right && $0.top <= area.top
            && area.bottom <= $0.bottom
        }, "\(text.text)")
    }
    let arrows = elements.of("arrow").compactMap { $0.attributes["d"] }
    #expect(arrows.count == 11 && elements.of("head").count == 11)
    for arrow in arrows {
      for point in points(arrow) {
        #expect(!boxes.contains { $0.contains(x: point.x, y: point.y) }, "\(arrow)")
        #expect(point.x >= 0 && point.x <= width && point.y >= 0 && point.y <= height)
      }
    }
  }

  @Test("Layers follow from left to right where there is room, and else from top to bottom")
  func directions() throws {
    let chart = FlowChart(
      title: "x", stages: [[box("a")], [box("b"), box("c")]], arrows: [("a", "b"), ("a", "c")])
    let wide = try Elements(chart.file(width: 760)).of("node").map(Area.init(rect:))
    #expect(wide[0].right < wide[1].left && wide[1].left == wide[2].left)
    #expect(wide[1].bottom < wide[2].top)
    let narrow = try Elements(chart.file(width: 328)).of("node").map(Area.init(rect:))
    #expect(narrow[0].bottom < narrow[1].top && narrow[1].top == narrow[2].top)
    #expect(narrow[1].right < narrow[2].left)
  }

  @Test("An arrow ends with its head at the box that it goes to", arguments: [760.0, 328])
  func heads(width: Double) throws {
    let chart = FlowChart(title: "x", stages: [[box("a")], [box("b")]], arrows: [("a", "b")])
    let elements = try Elements(chart.file(width: width))
    let target = Area(rect: elements.of("node")[1])
    let head = try #require(elements.of("head").first?.attributes["d"])
    let tip = head.dropFirst().split(whereSeparator: { " LZ".contains($0) }).compactMap {
      Double($0)
    }
    let (x, y) = (tip[0], tip[1])
    if width > 480 {
      #expect(abs(x - target.left) < 0.11 && y > target.top && y < target.bottom)
    } else {
      #expect(abs(y - target.top) < 0.11 && x > target.left && x < target.right)
    }
  }

  @Test("It is said in words, with hostile names escaped")
  func accessible() throws {
    #expect(
      FlowChart(
        title: "x", stages: [[box("a", "")], [box("b", "fast")]], arrows: [("a", "b")]
      ).summary == "a; then b (fast). Arrows: a to b")
    let hostile = "\"><script>alert(1)</script>"
    let chart = FlowChart(
      title: hostile, stages: [[box(hostile, hostile)]], arrows: [(hostile, hostile)])
    for text in [chart.file(width: 760), chart.file(width: 328), chart.picture()] {
      let elements = try Elements(text)
      #expect(elements.named("script").isEmpty && elements.of("arrow").count == 1)
    }
  }

  @Test("Charts of nothing, and of more than there is room for, are pictures too")
  func extremes() throws {
    let many = (0..<12).map { layer in (0..<7).map { box("box \(layer) \($0)") } }
    for chart in [
      FlowChart(title: "", stages: [], arrows: []),
      FlowChart(title: "", stages: [[], [box("", "")], []], arrows: [("", "")]),
      FlowChart(title: "", stages: many, arrows: [("box 0 0", "box 11 6")]),
    ] {
      for width in [760.0, 328, 20] {
        #expect(try Elements(chart.file(width: width)).named("svg").count == 1)
      }
    }
  }
}

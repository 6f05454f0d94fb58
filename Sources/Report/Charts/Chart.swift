/// A picture of numbers that can be drawn at any width.
public protocol Chart: Sendable {
  /// What it shows, for people who can't see it.
  var title: String { get }
  /// What there is to see, in words; may be empty.
  var summary: String { get }
  /// Draws it `width` pixels wide.
  func draw(width: Double) -> Drawn
}

/// A drawn chart.
public struct Drawn: Sendable {
  let drawing: Drawing
}

extension Chart {
  /// The chart as an SVG file of its own.
  public func file(width: Double = 720) -> String {
    draw(width: width).drawing.svg(title: title, description: summary, standalone: true).text + "\n"
  }

  /// The chart for a page: one picture for wide screens and one for narrow ones, so that its text
  /// has the same size on both. `ReportStyle` shows the right one.
  func figure(wide: Double = 760, narrow: Double = 328) -> Markup {
    let pictures = [(wide, "wide"), (narrow, "narrow")].map { width, name in
      draw(width: width).drawing.svg(
        title: title, description: summary, standalone: false, class: name)
    }
    return "\(pictures)"
  }
}

/// Where the numbers of a chart are drawn, between its labels.
struct PlotArea {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  func x(_ axis: Axis, _ value: Double) -> Double {
    left + axis.position(value) * (right - left)
  }

  func y(_ axis: Axis, _ value: Double) -> Double {
    bottom - axis.position(value) * (bottom - top)
  }

  /// Draws a horizontal axis below the area: grid, numbers, title.
  func drawHorizontal(_ axis: Axis, into drawing: inout Drawing) {
    var end = -Double.infinity
    for tick in axis.ticks {
      let x = x(axis, tick.value)
      drawing.line(x, top, x, bottom, "grid")
      let half = Drawing.width(tick.label) / 2
      // Numbers at the ends stay inside the picture; one that would touch the last is left out.
      let place = min(max(x, half), drawing.width - half)
      guard place - half > end + 4 else { continue }
      end = place + half
      drawing.text(tick.label, place, bottom + 16, anchor: .middle)
    }
    drawing.line(left, bottom, right, bottom, "axis")
    if !axis.title.isEmpty {
      drawing.text(axis.title, right, bottom + 33, anchor: .end)
    }
  }

  /// Draws a vertical axis left of the area: grid and numbers; its title stands above.
  func drawVertical(_ axis: Axis, into drawing: inout Drawing) {
    for tick in axis.ticks {
      let y = y(axis, tick.value)
      drawing.line(left, y, right, y, "grid")
      drawing.text(tick.label, left - 7, y + 4, anchor: .end)
    }
    if !axis.title.isEmpty { drawing.text(axis.title, 0, top - 12) }
  }

  /// The height that a horizontal axis takes below the area.
  static let axisHeight = 40.0
}

/// Names of colours, in lines above a chart.
struct Legend {
  let entries: [(name: String, style: String)]

  /// Draws it from the top left and returns the height that it takes.
  func draw(into drawing: inout Drawing) -> Double {
    guard !entries.isEmpty else { return 0 }
    var (x, y) = (0.0, 6.0)
    for entry in entries {
      let name = Drawing.fitted(entry.name, width: drawing.width - 24)
      let width = 18 + Drawing.width(name) + 14
      if x > 0, x + width > drawing.width + 14 { (x, y) = (0, y + 19) }
      drawing.rect(x, y - 4, 11, 11, "area \(entry.style)")
      drawing.text(name, x + 17, y + 6)
      x += width
    }
    return y + 20
  }

  /// The height without drawing, for a picture whose own height depends on it.
  func height(width: Double) -> Double {
    var trial = Drawing(width: width, height: 0)
    return draw(into: &trial)
  }
}

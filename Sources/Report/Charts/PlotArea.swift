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

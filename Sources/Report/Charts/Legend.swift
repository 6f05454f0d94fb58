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

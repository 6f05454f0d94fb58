/// Names of colours, in lines above or below a chart.
struct Legend {
  private enum Swatch {
    case style(String)
    /// A colour that is the same in both schemes.
    case colour(String)
  }

  private let entries: [(name: String, swatch: Swatch)]

  init(entries: [(name: String, style: String)]) {
    self.entries = entries.map { ($0.name, .style($0.style)) }
  }

  /// - Parameter colours: as `#rgb` or `#rrggbb`; what is neither has the text's colour.
  init(colours: [(name: String, colour: String)]) {
    entries = colours.map {
      ($0.name, $0.colour.isHexColour ? .colour($0.colour) : .style("head"))
    }
  }

  /// Draws it from the left, `top` below the picture's upper edge, and returns the height that it
  /// takes.
  func draw(into drawing: inout Drawing, top: Double = 0) -> Double {
    guard !entries.isEmpty else { return 0 }
    var (x, y) = (0.0, top + 6.0)
    for entry in entries {
      let name = Drawing.fitted(entry.name, width: drawing.width - 24)
      let width = 18 + Drawing.width(name) + 14
      if x > 0, x + width > drawing.width + 14 { (x, y) = (0, y + 19) }
      switch entry.swatch {
      case .style(let style): drawing.rect(x, y - 4, 11, 11, "area \(style)")
      case .colour(let colour):
        drawing.add(
          """
          <rect class="swatch" x="\(x + 0.5)" y="\(y - 3.5)" width="10" height="10" \
          fill="\(colour)"/>
          """)
      }
      drawing.text(name, x + 17, y + 6)
      x += width
    }
    return y - top + 20
  }

  /// The height without drawing, for a picture whose own height depends on it.
  func height(width: Double) -> Double {
    var trial = Drawing(width: width, height: 0)
    return draw(into: &trial)
  }
}

extension String {
  /// Whether it is a colour as `#rgb` or `#rrggbb`.
  fileprivate var isHexColour: Bool {
    hasPrefix("#") && [4, 7].contains(utf8.count) && dropFirst().allSatisfy(\.isHexDigit)
  }
}

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
    draw(width: width).drawing.svg(title: title, description: summary, setting: .file).text + "\n"
  }

  /// The chart as an SVG file to be made into pixels: in the light scheme's colours on a white
  /// ground, without the custom properties and media queries that some programs don't know.
  public func picture(width: Double = 720) -> String {
    draw(width: width).drawing.svg(title: title, description: summary, setting: .picture).text
      + "\n"
  }

  /// The chart for a page: one picture for wide screens and one for narrow ones, so that its text
  /// has the same size on both. `ReportStyle` shows the right one.
  func figure(wide: Double = 760, narrow: Double = 328) -> Markup {
    let pictures = [(wide, "wide"), (narrow, "narrow")].map { width, name in
      draw(width: width).drawing.svg(
        title: title, description: summary, setting: .page, class: name)
    }
    return "\(pictures)"
  }
}

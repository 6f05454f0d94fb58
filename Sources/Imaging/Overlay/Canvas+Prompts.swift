extension Canvas {
  /// Draws a prompt's box in its label's colour, and its points.
  ///
  /// Positive points are green discs, negative ones red diamonds, so that they differ without
  /// colour, too; both have a black and a white rim to stand out on any grey.
  mutating func draw(_ prompt: Prompt) {
    if let box = prompt.box {
      draw(box, LabelPalette.colour(ofLabel: prompt.label))
    }
    for (point, label) in zip(prompt.points, prompt.pointLabels) {
      draw(point, isPositive: label == 1)
    }
  }

  /// A dashed line of two pixels around the outer edges of the box's pixels.
  private mutating func draw(_ box: PromptBox, _ colour: RGB) {
    guard let x0 = position(box.x0 - 0.5), let x1 = position(box.x1 + 0.5),
      let y0 = position(box.y0 - 0.5), let y1 = position(box.y1 + 0.5)
    else { return }
    let dark = RGB(grey: 0)
    for x in x0 - 1...max(x0 - 1, x1) {
      let ink = (x - x0) & 7 < 6 ? colour : dark
      for line in [y0 - 1, y0 - 2, y1, y1 + 1] { set(x: x, y: line, ink) }
    }
    for y in y0 - 1...max(y0 - 1, y1) {
      let ink = (y - y0) & 7 < 6 ? colour : dark
      for line in [x0 - 1, x0 - 2, x1, x1 + 1] { set(x: line, y: y, ink) }
    }
  }

  private mutating func draw(_ point: PromptPoint, isPositive: Bool) {
    guard let x = position(point.x), let y = position(point.y) else { return }
    let colour = isPositive ? LabelPalette.positivePoint : LabelPalette.negativePoint
    let reach = 7
    for dy in -reach...reach {
      for dx in -reach...reach {
        let (a, b) = (Float(abs(dx)), Float(abs(dy)))
        // the diamond is a little larger, so that both shapes cover about the same area
        let radius = isPositive ? (a * a + b * b).squareRoot() : (a + b) * 0.85
        switch radius {
        case ..<3.6: set(x: x + dx, y: y + dy, colour)
        case ..<5.0: set(x: x + dx, y: y + dy, RGB(grey: 255))
        case ..<6.4: set(x: x + dx, y: y + dy, RGB(grey: 0))
        default: break
        }
      }
    }
  }

  /// The picture pixel at a slice coordinate; nil far outside, or where it is not a number.
  private func position(_ coordinate: Double) -> Int? {
    let position = (coordinate + 0.5) * Double(scale)
    let limit = Double(2 * max(picture.rows, picture.columns))
    guard position >= -limit, position <= limit else { return nil }
    return Int(position.rounded(.down))
  }
}

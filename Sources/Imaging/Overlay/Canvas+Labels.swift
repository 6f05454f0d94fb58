extension Canvas {
  /// Fills the labels translucently and draws their outlines.
  mutating func draw(prediction labels: Plane<UInt16>) {
    for y in 0..<picture.rows {
      for x in 0..<picture.columns {
        let label = labels[y / scale, x / scale]
        guard label != 0 else { continue }
        let share: Float = isOnOutline(x, y, of: labels) ? 1 : 0.35
        blend(x: x, y: y, LabelPalette.colour(ofLabel: Int(label)), share: share)
      }
    }
  }

  /// Draws the outlines of the reference in one colour.
  mutating func draw(reference labels: Plane<UInt16>) {
    for y in 0..<picture.rows {
      for x in 0..<picture.columns
      where labels[y / scale, x / scale] != 0 && isOnOutline(x, y, of: labels) {
        set(x: x, y: y, LabelPalette.reference)
      }
    }
  }

  /// Whether another label (or the end of the picture) begins next to this picture pixel.
  private func isOnOutline(_ x: Int, _ y: Int, of labels: Plane<UInt16>) -> Bool {
    let label = labels[y / scale, x / scale]
    for (nx, ny) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)] {
      guard nx >= 0, ny >= 0, nx < picture.columns, ny < picture.rows else { return true }
      if labels[ny / scale, nx / scale] != label { return true }
    }
    return false
  }
}

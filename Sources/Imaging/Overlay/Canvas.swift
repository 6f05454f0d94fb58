/// A picture being drawn on, in whole multiples of a slice's pixels.
struct Canvas {
  private(set) var picture: Plane<RGB>
  /// Picture pixels per slice pixel.
  let scale: Int

  /// `image` in grey with every pixel `scale × scale` large.
  init(enlarging image: Plane<UInt8>, by scale: Int) {
    self.scale = scale
    var pixels: [RGB] = []
    pixels.reserveCapacity(image.pixels.count * scale * scale)
    for row in 0..<image.rows {
      var line: [RGB] = []
      for column in 0..<image.columns {
        line += repeatElement(RGB(grey: image[row, column]), count: scale)
      }
      for _ in 0..<scale { pixels += line }
    }
    picture = Plane(rows: image.rows * scale, columns: image.columns * scale, pixels: pixels)
  }

  init(rows: Int, columns: Int, filledWith colour: RGB) {
    scale = 1
    picture = Plane(rows: rows, columns: columns, repeating: colour)
  }

  /// Colours one pixel of the picture; outside it does nothing.
  mutating func set(x: Int, y: Int, _ colour: RGB) {
    guard x >= 0, y >= 0, x < picture.columns, y < picture.rows else { return }
    picture[y, x] = colour
  }

  mutating func blend(x: Int, y: Int, _ colour: RGB, share: Float) {
    picture[y, x] = picture[y, x].mixed(with: colour, share: share)
  }

  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ colour: RGB) {
    for row in y..<y + max(height, 0) {
      for column in x..<x + max(width, 0) { set(x: column, y: row, colour) }
    }
  }

  mutating func copy(_ other: Canvas, x: Int) {
    for row in 0..<other.picture.rows {
      for column in 0..<other.picture.columns {
        picture[row, x + column] = other.picture[row, column]
      }
    }
  }

  /// Puts pictures of one size beside each other, with a caption below.
  static func join(_ panels: [Canvas], caption: String) -> Plane<RGB> {
    let gap = panels.count > 1 ? 8 : 0
    let width = panels.reduce(-gap) { $0 + $1.picture.columns + gap }
    let height = panels.map(\.picture.rows).max() ?? 0
    let band = caption.isEmpty ? 0 : 2 * BitmapFont.height + 12
    var page = Canvas(rows: height + band, columns: width, filledWith: RGB(grey: 0))
    var x = 0
    for panel in panels {
      page.copy(panel, x: x)
      x += panel.picture.columns + gap
    }
    if !caption.isEmpty {
      page.draw(text: caption, x: 8, y: height + 6, size: 2, RGB(grey: 255))
    }
    return page.picture
  }
}

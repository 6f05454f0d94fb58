extension Canvas {
  /// Writes ASCII, every font pixel `size × size` large; other characters become `?`.
  mutating func draw(text: String, x: Int, y: Int, size: Int, _ colour: RGB) {
    for (index, character) in text.enumerated() {
      let left = x + index * (BitmapFont.width + 1) * size
      for (row, bits) in BitmapFont.rows(of: character).enumerated() {
        for column in 0..<BitmapFont.width
        where bits & (1 << (BitmapFont.width - 1 - column)) != 0 {
          fill(
            x: left + column * size, y: y + row * size, width: size, height: size, colour)
        }
      }
    }
  }
}

extension Plane where Pixel: FixedWidthInteger {
  /// Sets connected components of fewer than `pixels` pixels to background, for every label
  /// value by itself.
  public func removingComponents(
    under pixels: Int, connectivity: Connectivity = .four
  ) -> Plane<Pixel> {
    guard pixels > 1 else { return self }
    var result = self
    for value in labelValues {
      let found = ConnectedComponents(of: mask(of: value), connectivity: connectivity)
      for component in found.components where component.pixelCount < pixels {
        let box = component.box
        for row in box.y0...box.y1 {
          for column in box.x0...box.x1
          where found.numbers[row, column] == Int32(component.number) {
            result[row, column] = 0
          }
        }
      }
    }
    return result
  }

  /// The values other than zero, ascending.
  public var labelValues: [Pixel] {
    var values: Set<Pixel> = []
    var last: Pixel = 0
    // labels come in runs: only a change can bring a new value
    for pixel in self.pixels where pixel != last {
      last = pixel
      if pixel != 0 { values.insert(pixel) }
    }
    return values.sorted()
  }
}

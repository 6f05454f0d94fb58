extension Component {
  /// The pixel at the centroid, halves rounded to even as NumPy's `rint` does; it may be
  /// outside the component.
  var roundedCentroid: (x: Int, y: Int) {
    let (x, y) = centroid
    return (Int(x.rounded(.toNearestOrEven)), Int(y.rounded(.toNearestOrEven)))
  }
}

extension ConnectedComponents {
  /// The rounded centroid, or where that is outside the component its nearest pixel, the first
  /// in row-major order among equals.
  func snappedCentroid(of component: Component) -> (x: Int, y: Int) {
    let centre = component.roundedCentroid
    let number = Int32(component.number)
    if numbers[centre.y, centre.x] == number { return centre }
    let box = component.box
    var best = (distance: Int.max, x: 0, y: 0)
    for y in box.y0...box.y1 {
      for x in box.x0...box.x1 where numbers[y, x] == number {
        let distance = (x - centre.x) * (x - centre.x) + (y - centre.y) * (y - centre.y)
        if distance < best.distance { best = (distance, x, y) }
      }
    }
    return (best.x, best.y)
  }

  /// The component's pixel furthest from its edge (the image's edge included), the first in
  /// row-major order among equals.
  func interior(of component: Component) -> (x: Int, y: Int) {
    // what lies outside the tight box is no nearer than the box's own surroundings
    let distances = DistanceTransform.squared(mask(of: component))
    var best = 0
    for index in distances.pixels.indices where distances.pixels[index] > distances.pixels[best] {
      best = index
    }
    let box = component.box
    return (box.x0 + best % box.columns, box.y0 + best / box.columns)
  }
}

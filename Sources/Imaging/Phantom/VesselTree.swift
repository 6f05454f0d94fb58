/// Grows a tree of ever thinner vessels.
struct VesselTree {
  private(set) var branches: [PhantomShape] = []

  /// A tree that starts at `root` in `direction`, `length` mm long up to its first fork.
  init(
    root: BodyPoint, direction: BodyPoint, length: Float, radius: Float, forks: Int,
    _ random: inout SeededGenerator
  ) {
    grow(root, direction, length, radius, forks, &random)
  }

  private mutating func grow(
    _ start: BodyPoint, _ direction: BodyPoint, _ length: Float, _ radius: Float, _ forks: Int,
    _ random: inout SeededGenerator
  ) {
    let end = start + direction * length
    branches.append(.capsule(start, end, radius: radius, endRadius: radius * 0.8))
    guard forks > 0, radius > 0.6 else { return }
    for _ in 0..<2 {
      var turned = direction
      turned.x += random.between(-0.75, 0.75)
      turned.y += random.between(-0.75, 0.75)
      turned.z += random.between(-0.65, 0.65)
      let size = max(dot(turned, turned).squareRoot(), 0.1)
      grow(
        end, turned / size, length * random.between(0.65, 0.95),
        radius * random.between(0.6, 0.8), forks - 1, &random)
    }
  }
}

/// Paints one slice of a body: HU and labels, `(height, width)`, first axis fastest.
struct PhantomSlicePainter {
  let anatomy: PhantomAnatomy
  /// Where pixels lie in the body.
  let grid: PhantomSliceGrid
  private(set) var hu: [Float]
  private(set) var labels: [UInt8]
  /// The body point of every pixel, bent.
  private var points: [BodyPoint]
  /// Signed distance of every pixel to the inside of the trunk's wall.
  private var cavity: [Float]
  /// Height of every pixel above the diaphragm, in mm.
  private var aboveDiaphragm: [Float]

  init(anatomy: PhantomAnatomy, grid: PhantomSliceGrid) {
    self.anatomy = anatomy
    self.grid = grid
    let count = grid.width * grid.height
    hu = Array(repeating: -1000, count: count)
    labels = Array(repeating: 0, count: count)
    points = Array(repeating: .zero, count: count)
    cavity = Array(repeating: .infinity, count: count)
    aboveDiaphragm = Array(repeating: -.infinity, count: count)
  }

  mutating func paint() {
    bend()
    paintCouch()
    paintTrunk()
    for organ in anatomy.organs { paint(organ) }
  }

  private mutating func bend() {
    let whole = 0..<grid.width
    let rows = 0..<grid.height
    let bending = anatomy.bending
    let x = PhantomLattice(grid, whole, rows, step: 16) { bending.x($0) }
    let y = PhantomLattice(grid, whole, rows, step: 16) { bending.y($0) }
    let z = PhantomLattice(grid, whole, rows, step: 16) { bending.z($0) }
    for row in rows {
      for column in whole {
        points[row * grid.width + column] =
          grid.point(column: column, row: row)
          + BodyPoint(x[column, row], y[column, row], z[column, row])
      }
    }
  }

  /// The table: a curved shell around foam.
  private mutating func paintCouch() {
    guard let distance = anatomy.couch else { return }
    for index in hu.indices {
      let point = grid.point(column: index % grid.width, row: index / grid.width)
      let top = anatomy.trunk.halfDepth + distance - point.x * point.x / 900 + 14
      let inside = abs(point.y - top - 9) - 10
      let depth = max(inside, abs(point.x) - 205)
      blend(index, -860, coverage(depth, 0))
      blend(index, -150, coverage(abs(depth) - 1.2, 0))
    }
  }

  private mutating func paintTrunk() {
    let trunk = anatomy.trunk
    for index in hu.indices {
      let point = points[index]
      let skin = trunk.skin(point)
      guard skin < 4 else { continue }
      let inside = trunk.cavity(point)
      cavity[index] = inside
      let height = point.z - trunk.diaphragm(point, cavity: inside)
      aboveDiaphragm[index] = height
      let fat = trunk.fatThickness(point)
      let muscle = skin + fat
      blend(index, 20, coverage(skin, 0))
      blend(index, -105, coverage(skin + 1.8, 0))
      blend(index, 55, coverage(max(muscle, -inside - 40), 0))
      // the sheet of fat between the muscle's layers
      if inside > 0 { blend(index, -40, coverage(abs(inside - 8 * trunk.scale) - 0.5, 0) * 0.5) }
      blend(index, -102, coverage(inside, 0))
      blend(index, 30, coverage(max(abs(height) * 0.55 - 1.3, inside), 0.5) * 0.8)
      blend(index, -860, coverage(lungDistance(index), 0.5))
      if inside > -4, let rib = trunk.rib(point, cavity: inside) {
        blend(index, rib.isCartilage ? 110 : 560, coverage(rib.distance, rib.slant))
        if !rib.isCartilage { blend(index, 230, coverage(rib.distance + 2, rib.slant)) }
      }
    }
  }

  /// Signed distance to the lungs.
  private func lungDistance(_ index: Int) -> Float {
    max(cavity[index] + 1, -aboveDiaphragm[index] * 0.55 + 1.5)
  }

  private mutating func paint(_ organ: PhantomOrgan) {
    switch organ.joining {
    case .separate:
      for shape in organ.shapes { paint(organ, [shape], blend: 0.01) }
    case .blended(let radius):
      paint(organ, organ.shapes, blend: radius)
    }
  }

  private mutating func paint(_ organ: PhantomOrgan, _ shapes: [PhantomShape], blend: Float) {
    let margin = blend / 4 + organ.bumps.amplitude + max(-organ.inset, 0) + 2 + grid.spacing
    guard let (columns, rows) = grid.pixels(around: shapes, scale: anatomy.trunk.scale, margin)
    else { return }
    let bumps = PhantomLattice(grid, columns, rows, step: 4) { organ.bumps($0) }
    let texture = PhantomLattice(grid, columns, rows, step: 2) { organ.texture($0) }
    let scale = anatomy.trunk.scale
    for row in rows {
      for column in columns {
        let index = row * grid.width + column
        if let only = organ.onlyOver, labels[index] != only.rawValue { continue }
        let point = points[index] / scale
        var (depth, slant) = shapes[0].distance(point)
        for shape in shapes.dropFirst() {
          let (other, otherSlant) = shape.distance(point)
          if other < depth { slant = otherSlant }
          let overlap = max(blend - abs(other - depth), 0)
          depth = min(depth, other) - overlap * overlap / (4 * blend)
        }
        for shape in organ.carved {
          // rounded like the joints, or the rims would be sharp
          let (hollow, hollowSlant) = shape.distance(point)
          let overlap = max(blend - abs(depth + hollow), 0)
          if -hollow > depth { slant = hollowSlant }
          depth = max(depth, -hollow) + overlap * overlap / (4 * blend)
        }
        depth = depth * scale + bumps[column, row] + organ.inset
        let limit = border(organ.region, organ.regionInset, index)
        if limit > depth { (depth, slant) = (limit, 0.3) }
        let share = coverage(depth, slant)
        guard share > 0 else { continue }
        var density = organ.density + texture[column, row]
        if let level = organ.gasLevel {
          let gas = min(max(0.5 - (point.y - level) * scale / grid.spacing, 0), 1)
          density += (-940 - density) * gas
        }
        self.blend(index, density, share)
        if share >= 0.5, let label = organ.label { labels[index] = label.rawValue }
      }
    }
  }

  /// Signed distance to the region that an organ keeps to.
  @inline(__always)
  private func border(_ region: PhantomOrgan.Region, _ inset: Float, _ index: Int) -> Float {
    switch region {
    case .anywhere: -.infinity
    case .trunk: cavity[index] + inset
    case .abdomen: max(cavity[index], aboveDiaphragm[index] * 0.55) + inset
    case .lung: lungDistance(index) + inset
    }
  }

  /// How much of a voxel lies inside a surface `depth` mm away that faces along z by `slant`:
  /// the partial volume, through the plane as well as in it.
  @inline(__always)
  private func coverage(_ depth: Float, _ slant: Float) -> Float {
    let width = grid.spacing * 1.3 * (1 - slant) + grid.thickness * slant
    return min(max(0.5 - depth / width, 0), 1)
  }

  @inline(__always)
  private mutating func blend(_ index: Int, _ density: Float, _ share: Float) {
    if share > 0 { hu[index] += (density - hu[index]) * share }
  }
}

/// Whether two volumes lie on the same grid, and if not, how they differ.
enum GridComparison {
  /// How far apart corresponding corners may lie, in shares of the smallest voxel side: above what
  /// float32 headers and quaternions lose, below anything that moves a label to another voxel.
  static let tolerance = 0.1

  /// Nil if the grids agree; otherwise what differs, in words.
  static func difference(
    _ a: (dimensions: SIMD3<Int>, affine: Affine), _ b: (dimensions: SIMD3<Int>, affine: Affine)
  ) -> String? {
    guard a.dimensions == b.dimensions else { return "their shapes differ" }
    let last = a.dimensions &- 1
    var farthest = 0.0
    for corner in 0..<8 {
      let voxel = VoxelIndex(
        corner & 1 == 0 ? 0 : last.x, corner & 2 == 0 ? 0 : last.y, corner & 4 == 0 ? 0 : last.z)
      farthest = max(farthest, (a.affine.point(voxel) - b.affine.point(voxel)).length)
    }
    let side = min(a.affine.spacing.min(), b.affine.spacing.min())
    guard farthest > tolerance * side else { return nil }
    return "corners lie up to \(rounded(farthest)) mm apart"
  }

  /// "512×512×20 voxels of 0.977×0.977×2 mm, LAS, origin (-250, 140.5, 33)".
  static func describe(dimensions: SIMD3<Int>, affine: Affine) -> String {
    let spacing = affine.spacing
    let origin = affine.column(3)
    return "\(dimensions.x)×\(dimensions.y)×\(dimensions.z) voxels of "
      + "\(rounded(spacing.x))×\(rounded(spacing.y))×\(rounded(spacing.z)) mm, "
      + "\(affine.orientation), origin "
      + "(\(rounded(origin.x)), \(rounded(origin.y)), \(rounded(origin.z)))"
  }

  private static func rounded(_ value: Double) -> String {
    let thousandths = (value * 1000).rounded() / 1000
    return thousandths == thousandths.rounded() && abs(thousandths) < 1e15
      ? String(Int(thousandths)) : String(thousandths)
  }
}

import CNIfTI

/// The map from stored voxel indices to scanner coordinates in mm, RAS+: x grows to the patient's
/// right, y to the front, z to the head (NIfTI's convention).
public struct Affine: Hashable, Sendable, CustomStringConvertible {
  /// The first three rows of the 4×4 matrix, each `(i, j, k, translation)`; the last row is 0 0 0 1.
  public let rows: [SIMD4<Double>]

  /// Wraps three rows of four.
  public init(_ x: SIMD4<Double>, _ y: SIMD4<Double>, _ z: SIMD4<Double>) {
    rows = [x, y, z]
  }

  /// The direction and length of one step along stored axis 0, 1 or 2; axis 3 is the translation. mm.
  public func column(_ axis: Int) -> SIMD3<Double> {
    SIMD3(rows[0][axis], rows[1][axis], rows[2][axis])
  }

  /// The length of one step along each stored axis. mm.
  public var spacing: SIMD3<Double> {
    SIMD3(column(0).length, column(1).length, column(2).length)
  }

  /// The scanner coordinates of a voxel's centre. mm.
  public func point(_ voxel: VoxelIndex) -> SIMD3<Double> {
    let index = SIMD4(Double(voxel.i), Double(voxel.j), Double(voxel.k), 1)
    return SIMD3((rows[0] * index).sum(), (rows[1] * index).sum(), (rows[2] * index).sum())
  }

  /// The volume of a voxel with the sign of the handedness. mm³.
  public var determinant: Double {
    let (a, b, c) = (column(0), column(1), column(2))
    let cross = SIMD3(b.y * c.z - b.z * c.y, b.z * c.x - b.x * c.z, b.x * c.y - b.y * c.x)
    return (a * cross).sum()
  }

  /// Whether the three axes span the space and every entry is a number.
  public var isInvertible: Bool {
    guard rows.allSatisfy({ row in (0..<4).allSatisfy { row[$0].isFinite } }) else { return false }
    let spacing = spacing
    let volume = spacing.x * spacing.y * spacing.z
    // Relative to a box of the same sides, so that the unit of length doesn't matter.
    return volume > 0 && volume.isFinite && abs(determinant) > 1e-6 * volume
  }

  /// The same map with all lengths multiplied, for headers in metres or microns.
  func scaled(by factor: Double) -> Affine {
    factor == 1 ? self : Affine(rows[0] * factor, rows[1] * factor, rows[2] * factor)
  }

  /// The patient directions nearest to the stored axes (libnifti's best permutation).
  public var orientation: Orientation {
    var codes: (Int32, Int32, Int32) = (0, 0, 0)
    nifti_dmat44_to_orientation(dmat44, &codes.0, &codes.1, &codes.2)
    return Orientation(
      PatientDirection(niftiCode: codes.0) ?? .right,
      PatientDirection(niftiCode: codes.1) ?? .anterior,
      PatientDirection(niftiCode: codes.2) ?? .superior)
  }

  public var description: String {
    rows.map { row in
      "[" + (0..<4).map { String(row[$0]) }.joined(separator: " ") + "]"
    }.joined(separator: " ")
  }

  private var dmat44: nifti_dmat44 {
    var matrix = nifti_dmat44()
    matrix.m.0 = (rows[0].x, rows[0].y, rows[0].z, rows[0].w)
    matrix.m.1 = (rows[1].x, rows[1].y, rows[1].z, rows[1].w)
    matrix.m.2 = (rows[2].x, rows[2].y, rows[2].z, rows[2].w)
    matrix.m.3 = (0, 0, 0, 1)
    return matrix
  }
}

extension Affine {
  /// The first three rows of a libnifti matrix.
  init(_ matrix: nifti_dmat44) {
    func row(_ r: (Double, Double, Double, Double)) -> SIMD4<Double> { SIMD4(r.0, r.1, r.2, r.3) }
    self.init(row(matrix.m.0), row(matrix.m.1), row(matrix.m.2))
  }
}

extension SIMD3<Double> {
  var length: Double { (self * self).sum().squareRoot() }
}

/// How far two surfaces lie apart: the distance from every voxel of either to the nearest voxel of the
/// other. mm
///
/// Distances are between voxel centres, exact, on axes at right angles of the given spacing.
public struct SurfaceDistances: Sendable {
  /// From each voxel of the predicted surface to the reference's, in the order of its voxels. mm
  public let fromPredicted: [Double]
  /// From each voxel of the reference's surface to the predicted. mm
  public let fromReference: [Double]
  private let sorted: [Double]

  /// Nil if either surface is empty: then there are no distances.
  ///
  /// - Parameter spacing: the distance between neighbouring slices, rows and columns. mm
  public init?(predicted: MaskSurface, reference: MaskSurface, spacing: SIMD3<Double>) {
    guard !predicted.isEmpty, !reference.isEmpty else { return nil }
    fromPredicted = NearestVoxel.distances(from: predicted, to: reference, spacing: spacing)
    fromReference = NearestVoxel.distances(from: reference, to: predicted, spacing: spacing)
    sorted = (fromPredicted + fromReference).sorted()
  }

  /// The largest distance: the Hausdorff distance. mm
  public var hausdorff: Double { sorted[sorted.count - 1] }

  /// The 95th percentile of all distances of both directions together, interpolated linearly, as
  /// MedPy's `hd95`. (MONAI takes the larger of the two directions' percentiles instead.) mm
  public var hd95: Double { Quantile.linear(ofSorted: sorted, at: 0.95) ?? 0 }

  /// The average symmetric surface distance: the mean of all distances of both directions together
  /// (Heimann et al., "Comparison and evaluation of methods for liver segmentation from CT datasets",
  /// 2009; MONAI's symmetric `compute_average_surface_distance`). MedPy's `assd` is the mean of the
  /// two directions' means instead. mm
  public var assd: Double { sorted.reduce(0, +) / Double(sorted.count) }

  /// The share of both surfaces' voxels that lie within `tolerance` mm of the other surface.
  ///
  /// Normalised surface Dice of Nikolov et al., "Clinically applicable segmentation of head and neck
  /// anatomy for radiotherapy" (2021), with voxels counted as MONAI's `compute_surface_dice` does by
  /// default, not weighted by the area that each stands for.
  public func surfaceDice(tolerance: Double) -> Double {
    Double(sorted.count { $0 <= tolerance }) / Double(sorted.count)
  }
}

public import Imaging

/// How well one class of one volume was labelled.
public struct ClassScores: Sendable, Hashable {
  /// The label value.
  public let label: Int
  /// Voxels of the whole volume.
  public let overlap: MaskOverlap
  /// Pixels by slice.
  public let slices: [MaskOverlap]
  /// Nil where either mask is empty.
  public let surface: SurfaceScores?

  public init(label: Int, slices: [MaskOverlap], surface: SurfaceScores?) {
    self.label = label
    self.slices = slices
    self.surface = surface
    overlap = slices.reduce(MaskOverlap(), +)
  }

  /// Which masks are empty; nil if neither is.
  public var emptiness: Emptiness? { Emptiness(overlap) }

  /// The metric of the volume; nil where it is undefined.
  public func value(_ metric: Metric) -> Double? {
    switch metric {
    case .dice, .iou, .precision, .recall: overlap.value(metric)
    case .hd95: surface?.hd95
    case .assd: surface?.assd
    case .surfaceDice: surface?.surfaceDice ?? (emptiness == .prediction ? 0 : nil)
    }
  }

  /// The metric at a level: of the volume, or of each slice in which it is defined.
  public func values(_ metric: Metric, _ level: ScoreLevel) -> [Double] {
    switch level {
    case .volume: value(metric).map { [$0] } ?? []
    case .slice: slices.compactMap { $0.value(metric) }
    }
  }
}

/// Distances between the surfaces of a label and its reference in a volume.
public struct SurfaceScores: Sendable, Hashable {
  /// mm
  public let hd95: Double
  /// mm
  public let assd: Double
  /// From 0 to 1.
  public let surfaceDice: Double

  /// The scores of these distances, with the tolerance of surface Dice in mm.
  public init(_ distances: SurfaceDistances, tolerance: Double) {
    hd95 = distances.hd95
    assd = distances.assd
    surfaceDice = distances.surfaceDice(tolerance: tolerance)
  }
}

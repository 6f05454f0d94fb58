public import Imaging

/// What a label is scored by, against a reference. Definitions and undefined cases: docs/scores.md.
///
/// Names after Taha & Hanbury, "Metrics for evaluating 3D medical image segmentation" (2015).
public enum Metric: String, Sendable, Hashable, CaseIterable, Codable {
  /// `2 |P ∩ R| / (|P| + |R|)`
  case dice
  /// `|P ∩ R| / |P ∪ R|`
  case iou
  /// `|P ∩ R| / |P|`
  case precision
  /// `|P ∩ R| / |R|`
  case recall
  /// The 95th percentile of the distances between both surfaces. mm
  case hd95
  /// The average symmetric surface distance. mm
  case assd
  /// The share of both surfaces within a tolerance of each other.
  case surfaceDice = "surface_dice"

  /// Those that are counts of voxels, which slices have too.
  public static let overlaps: [Metric] = [.dice, .iou, .precision, .recall]

  /// Whether it is a distance in mm, lower being better, and not a share from 0 to 1.
  public var isDistance: Bool { self == .hd95 || self == .assd }

  /// For tables that people read.
  public var title: String {
    switch self {
    case .dice: "Dice"
    case .iou: "IoU"
    case .precision: "precision"
    case .recall: "recall"
    case .hd95: "HD95 (mm)"
    case .assd: "ASSD (mm)"
    case .surfaceDice: "surface Dice"
    }
  }
}

/// What is scored at a time.
public enum ScoreLevel: String, Sendable, Hashable, CaseIterable, Codable {
  /// A value for each volume.
  case volume
  /// A value for each slice in which the reference has the class.
  case slice

  /// The metrics that exist at this level.
  public var metrics: [Metric] { self == .volume ? Metric.allCases : Metric.overlaps }
}

/// Which of two masks have no voxel, so that scores are undefined.
public enum Emptiness: String, Sendable, Hashable, Codable {
  /// Neither has one: nothing is defined.
  case both
  /// Only the prediction has: nothing is defined, and what was predicted is wrong.
  case reference
  /// Only the reference has: missed. Overlaps and surface Dice are 0; precision and distances are
  /// undefined.
  case prediction

  /// Nil where both have voxels.
  public init?(_ overlap: MaskOverlap) {
    switch (overlap.predicted == 0, overlap.reference == 0) {
    case (true, true): self = .both
    case (false, true): self = .reference
    case (true, false): self = .prediction
    case (false, false): return nil
    }
  }
}

extension MaskOverlap {
  /// A metric of these counts; nil where it is undefined, as all are without a reference, or is no
  /// matter of counts.
  public func value(_ metric: Metric) -> Double? {
    guard reference > 0 else { return nil }
    return switch metric {
    case .dice: dice
    case .iou: iou
    case .precision: precision
    case .recall: recall
    case .hd95, .assd, .surfaceDice: nil
    }
  }
}

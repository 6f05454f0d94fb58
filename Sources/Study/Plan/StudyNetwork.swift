/// What a UNet of a study is trained on.
public enum StudyNetwork: Sendable, Hashable {
  /// The reference labels.
  case truth
  /// SAM's labels as they are.
  case pseudo
  /// SAM's labels, made better or used more carefully.
  case improved(Improvement)
  /// The labels that the network of the round before gives the scans it was trained on; round 1 follows
  /// on `pseudo`.
  case selfTraining(Int)

  /// What can be done about wrong labels.
  public enum Improvement: String, Sendable, CaseIterable, Codable {
    /// Masks of a low predicted IoU or stability are left out.
    case gated
    /// Pixels of which SAM is unsure are left out of the loss.
    case ignored
    /// Probabilities instead of labels.
    case soft
    /// Slices count by the predicted IoU of their masks.
    case weighted
    /// Masks that the slices before and after don't bear out are left out.
    case consistent
  }

  /// As a part of the names of stages, labels and models.
  public var name: String {
    switch self {
    case .truth: "truth"
    case .pseudo: "pseudo"
    case .improved(let improvement): improvement.rawValue
    case .selfTraining(let round): "round\(round)"
    }
  }

  /// As it stands in tables; what the labels come from is said by their prompt.
  public func title(prompt: String) -> String {
    switch self {
    case .truth: "UNet on ground truth"
    case .pseudo: "UNet on SAM's labels (\(prompt))"
    case .improved(.gated): "… without masks that SAM rates low"
    case .improved(.ignored): "… unsure pixels ignored"
    case .improved(.soft): "… SAM's probabilities as targets"
    case .improved(.weighted): "… slices weighted by predicted IoU"
    case .improved(.consistent): "… without masks the neighbouring slices don't bear out"
    case .selfTraining(let round): "… self-training, round \(round)"
    }
  }
}

public import GraphFile
public import Imaging
public import SegmentAnything

/// The labels of a slice, one plane for each set of prompts, with how every component came about.
public struct SliceMasks: Sendable {
  public let context: SliceContext
  public internal(set) var sets: [Set]
  /// Every mask that was found on the slice without being asked for; `nil` where prompts were
  /// answered.
  public internal(set) var annotations: [SamAutomaticMaskGenerator.Annotation]?
  /// Whether the labels are several or one foreground; `nil` where that isn't known.
  public internal(set) var grouping: LabelGrouping?
  /// What the label values are called, where that isn't for the dataset to say: a network's own names.
  public internal(set) var labelNames: [Int: String]?

  /// What came of one kind of prompts.
  public struct Set: Sendable {
    public let name: String
    /// `(rows, columns)` label values, 0 is background.
    public internal(set) var labels: Plane<UInt16>
    /// One for each prompt, in the prompts' order.
    public internal(set) var components: [ComponentMask]
    /// `(rows, columns)` in steps of 1/255: how probable it is that the pixel belongs to the most
    /// probable of the masks that made the labels, 128 and above where there is a label; `nil` if
    /// not kept.
    public internal(set) var probabilities: Plane<UInt8>?
  }

  /// How the plan knows masks of everything on a slice.
  public static let annotatedType = ElementType(
    "masks", dtype: "annotations", rank: 2, detail: "every mask found on one slice")

  /// How the plan knows it.
  /// - Parameter keeps: what each component keeps of the model's output.
  public static func elementType(keeps: MaskDetail) -> ElementType {
    ElementType(
      "masks", dtype: keeps == .labels ? nil : keeps.rawValue, rank: 2,
      detail: "label values of one slice, by prompt kind")
  }
}

/// How much of the model's output goes with a slice's labels.
public enum MaskDetail: String, Sendable, Codable, CaseIterable {
  /// The label planes alone.
  case labels
  /// Each component's low-resolution logits too, `(4h, 4w)`.
  case logits
  /// Each component's mask at the slice's resolution too, `(rows, columns)`.
  case masks
  /// Both.
  case logitsAndMasks = "logits+masks"
  /// The labels, and how probable each pixel is.
  case soft
  case logitsAndSoft = "logits+soft"
  case masksAndSoft = "masks+soft"
  case all = "logits+masks+soft"

  /// The labels, and what else is named.
  public init(logits: Bool, masks: Bool, soft: Bool) {
    let names = [(logits, "logits"), (masks, "masks"), (soft, "soft")].filter(\.0).map(\.1)
    self = MaskDetail(rawValue: names.joined(separator: "+")) ?? .labels
  }

  var hasLogits: Bool { names("logits") }
  var hasMasks: Bool { names("masks") }
  var hasSoft: Bool { names("soft") }

  private func names(_ part: Substring) -> Bool {
    rawValue.split(separator: "+").contains(part)
  }
}

/// What the model made of one prompt.
public struct ComponentMask: Sendable {
  public let prompt: Prompt
  /// Those that voted on the mask with the prompt's.
  public private(set) var otherBoxes: [PromptBox] = []
  /// Which of the model's masks was taken: 0 for the single one, else 1 to 3.
  public let maskIndex: Int
  /// The model's own estimate of its mask's IoU; the mean of masks that voted.
  public let predictedIoU: Float
  /// The official stability score at full resolution, 0 to 1.
  public let stability: Float
  /// Pixels whose logit is above 0.
  public let pixels: Int
  /// Why the mask is not part of the labels; `nil` if it is.
  public fileprivate(set) var rejection: Rejection?
  /// SHA-256 of the checkpoint file.
  public let checkpoint: String
  /// `(4h, 4w)`, row-major, if kept.
  public fileprivate(set) var lowResLogits: [Float16]?
  public let lowResShape: [Int]
  /// `(rows, columns)` of 0 and 1, if kept.
  public fileprivate(set) var mask: Plane<UInt8>?

  public enum Rejection: String, Sendable {
    case predictedIoU = "predicted-iou"
    case stability
    /// It overlaps too little with the slices before and after.
    case neighbours
  }
}

extension ComponentMask {
  /// The same mask, left out of the labels.
  func rejected(_ reason: Rejection) -> ComponentMask {
    var rejected = self
    rejected.rejection = reason
    return rejected
  }

  /// What a table says of it: all but what was kept of the model's output.
  var record: ComponentMask {
    var record = self
    record.lowResLogits = nil
    record.mask = nil
    return record
  }
}

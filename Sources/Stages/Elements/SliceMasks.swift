public import GraphFile
public import Imaging

/// The labels of a slice, one plane for each set of prompts, with how every component came about.
public struct SliceMasks: Sendable {
  public let context: SliceContext
  public let sets: [Set]

  /// What came of one kind of prompts.
  public struct Set: Sendable {
    public let name: String
    /// `(rows, columns)` label values, 0 is background.
    public let labels: Plane<UInt16>
    /// One for each prompt, in the prompts' order.
    public let components: [ComponentMask]
  }

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

  var hasLogits: Bool { self == .logits || self == .logitsAndMasks }
  var hasMasks: Bool { self == .masks || self == .logitsAndMasks }
}

/// What the model made of one prompt.
public struct ComponentMask: Sendable {
  public let prompt: Prompt
  /// Which of the model's masks was taken: 0 for the single one, else 1 to 3.
  public let maskIndex: Int
  /// The model's own estimate of its mask's IoU.
  public let predictedIoU: Float
  /// The official stability score at full resolution, 0 to 1.
  public let stability: Float
  /// Pixels whose logit is above 0.
  public let pixels: Int
  /// Why the mask is not part of the labels; `nil` if it is.
  public let rejection: Rejection?
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
  }
}

extension ComponentMask {
  /// What a table says of it: all but what was kept of the model's output.
  var record: ComponentMask {
    var record = self
    record.lowResLogits = nil
    record.mask = nil
    return record
  }
}

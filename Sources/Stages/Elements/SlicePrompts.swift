public import GraphFile
public import Imaging

/// All prompts of a slice, in one set for each kind asked for.
public struct SlicePrompts: Sendable {
  /// The prompts of one kind.
  public struct Set: Sendable {
    /// A prompt kind's name, or `file` for prompts an annotator drew.
    public let name: String
    public let prompts: [Prompt]
    /// Whether the model's single mask is meant; otherwise one of its three.
    public let usesSingleMask: [Bool]
    /// How many prompts that follow each other vote on one mask.
    public internal(set) var votes = 1
    /// What the first masks are corrected by; `nil` if they stay as they are.
    public internal(set) var corrections: Corrections?
  }

  /// A second look at every mask, with points where the first was wrong.
  public struct Corrections: Sendable {
    public let secondPass: PromptKind.SecondPass
    /// `(rows, columns)`: which prompt's component a pixel is of, counted from 1; 0 for none.
    public let components: Plane<UInt16>
  }

  public let context: SliceContext
  /// Whether the prompts keep the labels apart, or are of one foreground.
  public let grouping: LabelGrouping
  /// In the order asked for; a set without prompts is empty, not missing.
  public let sets: [Set]

  /// Whether no set has a prompt.
  public var isEmpty: Bool { sets.allSatisfy(\.prompts.isEmpty) }

  /// How the plan knows it.
  public static let elementType = ElementType(
    "prompts", detail: "boxes and points in pixels, by prompt kind")
}

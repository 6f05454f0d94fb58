/// Overlap with the reference of all labels that one kind of prompts led to: scores.csv.
public struct PromptScores: Sendable, Codable, Equatable {
  /// One label over all cases.
  public struct Label: Sendable, Codable, Equatable {
    public var name: String
    /// The label value, or `all` for the whole foreground.
    public var value: String
    /// Dice of slices and of volumes whose reference is not empty.
    public var slices = Distribution()
    public var volumes = Distribution()
    /// Slices whose reference is empty, and how many of them were labelled all the same.
    public var emptySlices = 0
    public var emptySlicesLabelled = 0
  }

  /// A slice and its score.
  public struct Slice: Sendable, Codable, Equatable {
    public var caseID: String
    public var slice: Int
    public var label: String
    public var dice: Double
  }

  /// One case.
  public struct Case: Sendable, Codable, Equatable {
    public var id: String
    /// Dice of the volume, in the order of `labels`; may be shorter.
    public var dice: [Double?]
    /// What cases are ranked by: Dice of the whole foreground, or of the only label.
    public var overall: Double?
    /// The worst slice and label, and how many slices have a score.
    public var worst: Slice?
    public var scoredSlices: Int
  }

  /// Slices of a case whose reference has nothing of a label.
  public struct EmptySlices: Sendable, Codable, Equatable {
    public var caseID: String
    public var label: String
    public var empty = SliceRanges()
    /// Those of them that were labelled all the same, and with how many pixels.
    public var labelled = SliceRanges()
    public var pixels = 0
  }

  public var prompts: String
  public var labels: [Label] = []
  public var caseCount = 0
  /// The worst cases first, at most `mostCases`.
  public var worstCases: [Case] = []
  /// The worst slices first, at most `mostSlices`.
  public var worstSlices: [Slice] = []
  /// The most wrongly labelled pixels first, at most `mostEmpty`.
  public var emptySlices: [EmptySlices] = []
  /// How many cases and labels have empty slices.
  public var emptyCount = 0

  public static let mostCases = 200
  public static let mostSlices = 20
  public static let mostEmpty = 100
  /// Labels beyond these are left out, so that a broken table can't fill the memory.
  static let mostLabels = 512

  public init(prompts: String) {
    self.prompts = prompts
  }

  /// The label that stands for all: the whole foreground, or the only one there is.
  var overallLabel: Label? {
    labels.first { $0.value == "all" } ?? (labels.count == 1 ? labels[0] : nil)
  }
}

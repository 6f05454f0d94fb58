internal import Imaging

/// How well one volume was labelled.
public struct CaseScores: Sendable, Hashable {
  public let caseID: String
  /// The file that was scored.
  public let labels: String
  public let reference: String
  public let sliceCount: Int
  /// The classes that are declared or occur in either file, by label value.
  public let classes: [ClassScores]

  public init(
    caseID: String, labels: String, reference: String, sliceCount: Int, classes: [ClassScores]
  ) {
    self.caseID = caseID
    self.labels = labels
    self.reference = reference
    self.sliceCount = sliceCount
    self.classes = classes.sorted { $0.label < $1.label }
  }

  /// The scores of a label value; undefined ones if neither file has it.
  public subscript(label: Int) -> ClassScores {
    classes.first { $0.label == label }
      ?? ClassScores(
        label: label, slices: Array(repeating: .init(), count: sliceCount), surface: nil)
  }
}

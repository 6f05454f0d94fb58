public import Imaging

/// One dataset of a study, and how its cases are divided.
public struct StudyTask: Sendable, Equatable {
  /// What stages, labels and models of the task are called by: short, and unique in a study.
  public let name: String
  /// As it stands in tables.
  public let title: String
  /// The dataset's folder or list.
  public let path: String
  public let cases: [DatasetCase]
  /// Names of label values.
  public let labels: [Int: String]
  /// One split, or one for each fold; none where SAM's labels are scored and no network is trained.
  public let splits: [CaseSplit]

  public init(
    name: String, title: String, path: String, cases: [DatasetCase], labels: [Int: String],
    splits: [CaseSplit]
  ) {
    self.name = name
    self.title = title
    self.path = path
    self.cases = cases
    self.labels = labels
    self.splits = splits
  }

  /// The cases that are in some part of some split, in the dataset's order; all where there is none.
  public var used: [DatasetCase] {
    guard !splits.isEmpty else { return cases }
    let ids = Set(splits.flatMap { split in SplitPart.allCases.flatMap { split.cases($0) } })
    return cases.filter { ids.contains($0.id) }
  }

  /// Which fold a network belongs to, as a part of its name; empty where there is one split.
  func suffix(_ fold: Int) -> String { splits.count <= 1 ? "" : "-fold\(fold + 1)" }

  /// A short name after a folder's: `Task09_Spleen` is `spleen`.
  public static func shortName(_ title: String) -> String {
    var words = title.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
    if words.count > 1, words[0].hasPrefix("task") || words[0].hasPrefix("dataset"),
      words[0].last?.isNumber == true
    {
      words.removeFirst()
    }
    return words.isEmpty ? "task" : words.joined(separator: "-")
  }
}

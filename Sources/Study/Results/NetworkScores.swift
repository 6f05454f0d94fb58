import Foundation
import Imaging
public import Scoring

/// How good labels of a task's test cases are, over all folds.
public struct TestScores: Sendable {
  /// As it stands in tables.
  public let title: String
  /// Nil for SAM's own labels.
  public let network: StudyNetwork?
  /// Sorted by case.
  public let cases: [CaseScores]
  /// Test cases that have no labels, or none that can be scored, and why.
  public let missing: [String]

  func summary(_ metric: Metric, _ level: ScoreLevel, _ bootstrap: Bootstrap) -> MetricSummary {
    MetricSummary(cases, label: 1, name: "foreground", metric, level, bootstrap)
  }

  /// These scores less those of another set, on the cases that both have.
  func difference(
    to other: TestScores, _ metric: Metric, _ level: ScoreLevel, _ bootstrap: Bootstrap
  ) -> PairedComparison {
    PairedComparison(
      cases, other.cases, label: 1, name: "foreground", metric, level, bootstrap)
  }

  /// Scores the volumes of one folder per fold against the references of the fold's test cases.
  ///
  /// - Parameter folders: by fold.
  init(
    title: String, network: StudyNetwork?, task: StudyTask, folders: [String], scorer: CaseScorer
  ) {
    self.title = title
    self.network = network
    var cases: [CaseScores] = []
    var missing: [String] = []
    let references = Dictionary(
      task.cases.compactMap { one in one.labelPath.map { (one.id, (one.imagePath, $0)) } },
      uniquingKeysWith: { first, _ in first })
    for (split, folder) in zip(task.splits, folders) {
      for id in split.test {
        guard let (image, reference) = references[id] else {
          missing.append("\(id): it has no reference")
          continue
        }
        let labels = "\(folder)/\((image as NSString).lastPathComponent)"
        guard FileManager.default.fileExists(atPath: labels) else {
          missing.append("\(id): it was not labelled")
          continue
        }
        do {
          cases.append(
            try scorer.score(LabelPair(caseID: id, labels: labels, reference: reference)))
        } catch {
          missing.append("\(id): \(error)")
        }
      }
    }
    self.cases = cases.sorted { $0.caseID < $1.caseID }
    self.missing = missing
  }
}

import Foundation
import Imaging
import Scoring
import Testing

struct EvaluationTests {
  private let files: LabelFiles

  init() throws {
    files = try LabelFiles()
  }

  /// Volumes of two slices of 1×2.
  private func write(_ folder: String, _ volumes: [String: [Float]]) throws {
    for (name, voxels) in volumes {
      try files.write(voxels, size: [2, 1, 2], "\(folder)/\(name).nii")
    }
  }

  private func evaluation(against: String? = nil) throws -> Evaluation {
    try Evaluation(
      labels: files("labels"), reference: files("reference"), against: against.map { files($0) },
      bootstrap: Bootstrap(resamples: 500))
  }

  private func summary(
    _ evaluation: Evaluation, _ label: Int, _ metric: Metric, _ level: ScoreLevel
  ) throws -> MetricSummary {
    try #require(
      evaluation.summaries(of: evaluation.labels).first {
        $0.label == label && $0.metric == metric && $0.level == level
      })
  }

  @Test func undefinedScoresAreListedAndNotAveraged() throws {
    try write("labels", ["a": [1, 1, 0, 0], "b": [0, 0, 0, 0], "c": [0, 0, 1, 1]])
    try write("reference", ["a": [1, 1, 0, 1], "b": [2, 0, 0, 0], "c": [0, 0, 1, 1]])
    let evaluation = try evaluation()
    #expect(evaluation.classes == [1: "1", 2: "2"])
    // Dice of a: 4/5, of c: 1; b has no 1 in either
    let dice = try summary(evaluation, 1, .dice, .volume)
    #expect(dice.count == 2 && dice.undefined == 1)
    #expect(try abs(#require(dice.mean) - 0.9) < 1e-15)
    #expect(dice.median == dice.mean)
    // a: slices 1 and 0; c: slice 1 of 1; the other three of six have no reference
    let slices = try summary(evaluation, 1, .dice, .slice)
    #expect(slices.count == 3 && slices.undefined == 3)
    #expect(slices.mean == 2.0 / 3)
    let missed = try summary(evaluation, 2, .hd95, .volume)
    #expect(missed.count == 0 && missed.undefined == 3 && missed.mean == nil)
    #expect(try summary(evaluation, 2, .surfaceDice, .volume).mean == 0)
    #expect(evaluation.comparisons.isEmpty)
    try evaluation.write(to: files("out"))
    for name in Evaluation.fileNames {
      let text = try String(contentsOfFile: files("out/\(name)"), encoding: .utf8)
      #expect(!text.lowercased().contains("nan") && !text.contains("inf"), "\(name)")
    }
    let rows = try String(contentsOfFile: files("out/scores-by-volume.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(rows.count == 7)
    #expect(rows.contains("\(files("labels")),b,2,2,0,1,0,0.0,0.0,,0.0,,,0.0,prediction"))
    #expect(rows.contains("\(files("labels")),b,1,1,0,0,0,,,,,,,,both"))
  }

  @Test func setsAreComparedCaseByCase() throws {
    try write("labels", ["a": [1, 1, 0, 0], "b": [1, 1, 1, 1], "c": [1, 1, 0, 0]])
    try write("others", ["a": [1, 0, 0, 0], "b": [1, 1, 1, 1]])
    try write("reference", ["a": [1, 1, 0, 0], "b": [1, 1, 1, 1], "c": [1, 1, 0, 0]])
    let evaluation = try evaluation(against: "others")
    #expect(evaluation.against?.withoutLabels == ["c"])
    let comparison = try #require(evaluation.comparisons.first)
    #expect(comparison.metric == .dice && comparison.level == .volume)
    #expect(comparison.cases == 2 && comparison.count == 2)
    // 1 − 2/3 and 0
    #expect(try abs(#require(comparison.meanDifference) - 1.0 / 6) < 1e-15)
    #expect(comparison.wilcoxon?.count == 1 && comparison.wilcoxon?.zeros == 1)
    #expect(EvaluationSummary(evaluation).markdown.contains("labels less "))
  }

  @Test func aBadFileCostsOnlyItself() throws {
    try write(
      "labels", ["a": [1, 1, 0, 0], "b": [1, 0, 0, 7], "d": [1, 1, 1, 1], "e": [0.5, 0, 0, 0]])
    try files.write("not a volume", "labels/c.nii")
    try write(
      "reference",
      ["a": [1, 1, 0, 0], "b": [1, 0, 0, 0], "c": [1, 0, 0, 0], "e": [1, 0, 0, 0]])
    let evaluation = try evaluation()
    #expect(evaluation.labels.cases.map(\.caseID) == ["a"])
    let reasons = Dictionary(
      uniqueKeysWithValues: evaluation.labels.setAside.map { ($0.caseID, $0.reason) })
    #expect(reasons.keys.sorted() == ["b", "c", "d", "e"])
    #expect(reasons["b"]?.contains("label 7 is none of the reference's classes (1 1)") == true)
    #expect(reasons["c"]?.contains("c.nii: is not a NIfTI") == true)
    #expect(reasons["d"]?.contains("has no counterpart in") == true)
    #expect(reasons["e"]?.contains("0.5") == true)
  }
}

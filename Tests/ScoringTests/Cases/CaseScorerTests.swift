import Foundation
import Imaging
import Scoring
import Testing

struct CaseScorerTests {
  private let files: LabelFiles

  init() throws {
    files = try LabelFiles()
  }

  @Test func agreesWithMedPyAndSciPy() throws {
    let references = try References.load()
    for (index, volume) in references.volumes.enumerated() {
      // stored axes are columns, rows, slices
      let size = Array(volume.size.reversed())
      let spacing = volume.spacing.reversed().map { Float($0) }
      for (name, digits) in [("labels", volume.predicted), ("reference", volume.reference)] {
        try files.write(
          digits.utf8.map { Float($0 - 48) }, size: size, spacing: spacing, "\(name).nii")
      }
      let scores = try CaseScorer(surfaceTolerance: references.tolerance).score(pair)
      #expect(scores.classes.map { "\($0.label)" } == volume.scores.keys.sorted())
      for (label, expected) in volume.scores {
        for metric in Metric.allCases {
          let found = try #require(scores[Int(label) ?? 0].value(metric))
          let wanted = try #require(expected[metric.rawValue])
          // the file's spacings are float32
          #expect(
            abs(found - wanted) <= 1e-6 * max(1, wanted), "volume \(index), \(label), \(metric)")
        }
      }
    }
  }

  private var pair: LabelPair {
    LabelPair(caseID: "a", labels: files("labels.nii"), reference: files("reference.nii"))
  }

  /// A volume of two slices of 1×2: [first slice], [second slice].
  private func write(_ labels: [Float], _ reference: [Float]) throws {
    try files.write(labels, size: [2, 1, 2], "labels.nii")
    try files.write(reference, size: [2, 1, 2], "reference.nii")
  }

  @Test func whatIsMissingIsUndefined() throws {
    try write([1, 1, 3, 0], [1, 2, 0, 0])
    let scores = try CaseScorer().score(
      pair, classes: [0: "background", 1: "a", 2: "b", 3: "c", 4: "d"])
    #expect(scores.classes.map(\.label) == [1, 2, 3, 4])
    #expect(scores[1].emptiness == nil)
    #expect(scores[1].value(.dice) == 2.0 / 3)
    #expect(scores[1].slices.map { $0.value(.dice) } == [2.0 / 3, nil])
    // missed: counts, but has no surface to measure from
    #expect(scores[2].emptiness == .prediction)
    #expect(
      Metric.allCases.map { scores[2].value($0) } == [0, 0, nil, 0, nil, nil, 0])
    // made up, and in neither
    #expect(scores[3].emptiness == .reference)
    #expect(scores[4].emptiness == .both)
    for metric in Metric.allCases {
      #expect(scores[3].value(metric) == nil)
      #expect(scores[4].value(metric) == nil)
    }
  }

  @Test func mergedLabelsAreOneForeground() throws {
    try write([1, 1, 3, 0], [1, 2, 0, 0])
    let scores = try CaseScorer(grouping: .merged).score(pair)
    #expect(scores.classes.map(\.label) == [1])
    #expect(scores[1].overlap == MaskOverlap(predicted: 3, reference: 2, intersection: 2))
  }

  @Test("What either volume leaves open counts nowhere")
  func ignored() throws {
    try write([1, 255, 2, 1], [1, 1, 5, 0])
    let classes = [0: "background", 1: "liver", 2: "cancer", 5: "ignore"]
    for grouping in [LabelGrouping.perClass, .merged] {
      let scores = try CaseScorer(grouping: grouping).score(pair, classes: classes)
      #expect(scores.classes.map(\.label) == (grouping == .merged ? [1] : [1, 2]))
      #expect(scores[1].overlap == MaskOverlap(predicted: 2, reference: 1, intersection: 1))
    }
    // Where the classes aren't named, 255 is a value as any other.
    #expect(try CaseScorer().score(pair).classes.map(\.label) == [1, 2, 5, 255])
  }

  @Test func valuesBeyondTheClassesAreNamed() throws {
    try write([1, 1, 3, 0], [1, 2, 0, 0])
    let error = #expect(throws: ScoringError.self) {
      try CaseScorer(slicing: .stored).score(pair, classes: [1: "liver", 2: "cancer"])
    }
    let text = try #require(error).description
    #expect(
      text.contains(
        "label 3 at slice 1, row 0, column 0 is none of the reference's classes (1 liver, 2 cancer)"
      ))
  }

  @Test func valuesThatAreNoLabelsAreNamed() throws {
    try write([1, 0.5, 0, 0], [1, 2, 0, 0])
    let error = #expect(throws: VolumeError.self) { try CaseScorer().score(pair) }
    let text = try #require(error).description
    #expect(text.contains("holds 0.5, which is no label"))
  }

  @Test func otherGridsAreRefused() throws {
    try write([1, 0, 0, 0], [1, 0, 0, 0])
    for (size, origin) in [([2, 1, 2], Float(1)), ([1, 2, 2], 0)] {
      try files.write([1, 0, 0, 0], size: size, origin: origin, "labels.nii")
      let error = #expect(throws: ScoringError.self) { try CaseScorer().score(pair) }
      let text = try #require(error).description
      #expect(text.contains("labels.nii: lies on another grid than its reference"))
      #expect(text.contains("resample the labels"))
    }
  }
}

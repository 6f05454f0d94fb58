internal import Foundation
internal import Imaging

/// What `summary.json` says of an evaluation.
public struct EvaluationSummary: Sendable, Codable {
  public let reference: String
  public let merged: Bool
  /// mm
  public let surfaceToleranceMm: Double
  public let bootstrap: Bootstrap
  /// The labels that were scored; a second entry is what they were compared with.
  public let sets: [LabelSet]
  /// The first set less the second.
  public let comparisons: [PairedComparison]

  /// One set of labels.
  public struct LabelSet: Sendable, Codable {
    public let labels: String
    public let cases: [String]
    public let summaries: [MetricSummary]
    /// Volumes in which some metric of a class is undefined.
    public let undefined: [UndefinedVolume]
    public let setAside: [SetAsideCase]
    public let withoutLabels: [String]
  }

  /// A volume in which a class is missing from the prediction, the reference or both.
  public struct UndefinedVolume: Sendable, Codable {
    public let caseID: String
    public let label: Int
    public let empty: Emptiness

    enum CodingKeys: String, CodingKey {
      case caseID = "case"
      case label, empty
    }
  }

  public init(_ evaluation: Evaluation) {
    reference = evaluation.reference
    merged = evaluation.scorer.grouping == .merged
    surfaceToleranceMm = evaluation.scorer.surfaceTolerance
    bootstrap = evaluation.bootstrap
    let labels = evaluation.classes.keys.sorted()
    sets = evaluation.sets.map { set in
      LabelSet(
        labels: set.path, cases: set.cases.map(\.caseID), summaries: evaluation.summaries(of: set),
        undefined: set.cases.flatMap { scores in
          labels.compactMap { label in
            scores[label].emptiness.map {
              UndefinedVolume(caseID: scores.caseID, label: label, empty: $0)
            }
          }
        },
        setAside: set.setAside, withoutLabels: set.withoutLabels)
    }
    comparisons = evaluation.comparisons
  }

  /// As JSON with sorted keys in snake case; what is undefined has no key.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

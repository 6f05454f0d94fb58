internal import Imaging

/// The tables of an evaluation, row by row; undefined values are empty fields.
enum ScoreRows {
  static let volumeColumns =
    ["labels", "case", "class", "name", "predicted_voxels", "reference_voxels", "common_voxels"]
    + Metric.allCases.map { $0.isDistance ? "\($0.rawValue)_mm" : $0.rawValue } + ["empty"]

  static let sliceColumns =
    ["labels", "case", "slice", "class", "name", "predicted_pixels", "reference_pixels"]
    + ["common_pixels"] + Metric.overlaps.map(\.rawValue) + ["empty"]

  /// A row for every case and class.
  static func volumes(_ scores: CaseScores, of set: String, _ classes: [Int: String]) -> [[String]]
  {
    sorted(classes).map { label, name in
      let scores = (scores, scores[label])
      return [set, scores.0.caseID, "\(label)", name] + counts(scores.1.overlap)
        + Metric.allCases.map { field(scores.1.value($0)) }
        + [scores.1.emptiness?.rawValue ?? ""]
    }
  }

  /// A row for every slice and class.
  static func slices(_ scores: CaseScores, of set: String, _ classes: [Int: String]) -> [[String]] {
    sorted(classes).flatMap { label, name in
      scores[label].slices.enumerated().map { slice, overlap in
        var row = [set, scores.caseID, "\(slice)", "\(label)", name]
        row += counts(overlap)
        row += Metric.overlaps.map { field(overlap.value($0)) }
        row.append(Emptiness(overlap)?.rawValue ?? "")
        return row
      }
    }
  }

  /// Fields quoted where RFC 4180 needs it.
  static func line(_ fields: [String]) -> String {
    fields.map { field in
      guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
      return "\"\(field.replacing("\"", with: "\"\""))\""
    }.joined(separator: ",") + "\n"
  }

  private static func sorted(_ classes: [Int: String]) -> [(key: Int, value: String)] {
    classes.sorted { $0.key < $1.key }
  }

  private static func counts(_ overlap: MaskOverlap) -> [String] {
    ["\(overlap.predicted)", "\(overlap.reference)", "\(overlap.intersection)"]
  }

  private static func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}

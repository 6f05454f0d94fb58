import Foundation
import Imaging

/// Facts about datasets as two tables: a row a dataset, and a row a label.
struct FactsTable {
  private let facts: [DatasetFacts]

  init(_ facts: [DatasetFacts]) {
    self.facts = facts
  }

  private static let datasetHeader = [
    "dataset", "cases", "slices", "non-empty", "in-plane", "spacing mm", "HU", "prompts",
    "outlined px", "px/prompt",
  ]
  private static let labelHeader = [
    "dataset", "label", "value", "cases", "slices", "volume ml", "prompts", "outlined px",
    "px/prompt",
  ]

  /// For a terminal.
  var text: String {
    TextTable(header: Self.datasetHeader, rows: datasetRows, leftAligned: 1).text + "\n\n"
      + TextTable(header: Self.labelHeader, rows: labelRows).text
  }

  /// For a paper or a page.
  var markdown: String {
    Self.markdown(Self.datasetHeader, datasetRows) + "\n\n"
      + Self.markdown(Self.labelHeader, labelRows)
  }

  private var datasetRows: [[String]] {
    facts.map { one in
      let cases =
        one.labelledCases == one.cases
        ? "\(one.cases)" : "\(one.cases) (\(one.labelledCases) labelled)"
      let spacing = [one.spacing.x, one.spacing.y, one.spacing.z].map(Self.range)
      return [
        one.name, cases, "\(one.slices)", "\(one.nonEmptySlices)", Self.inPlane(one),
        spacing.joined(separator: " × "),
        "\(Self.number(Double(one.lowestHU)))…\(Self.number(Double(one.highestHU)))",
        "\(one.foreground.components)", "\(one.foreground.boundaryPixels)",
        Self.ratio(one.foreground),
      ]
    }
  }

  private var labelRows: [[String]] {
    facts.flatMap { one in
      one.labels.map { label in
        [
          one.name, label.name, "\(label.value)", "\(label.cases)", "\(label.tally.slices)",
          label.volume.map(Self.range) ?? "–", "\(label.tally.components)",
          "\(label.tally.boundaryPixels)", Self.ratio(label.tally),
        ]
      }
    }
  }

  /// Columns and rows: "512×512", or "320–512×320–512".
  private static func inPlane(_ facts: DatasetFacts) -> String {
    func side(_ range: DatasetFacts.Range) -> String {
      let (low, high) = (Int(range.minimum), Int(range.maximum))
      return low == high ? "\(low)" : "\(low)–\(high)"
    }
    return "\(side(facts.columns))×\(side(facts.rows))"
  }

  /// The median, and the least and greatest where they differ: "0.79 (0.61–0.98)".
  private static func range(_ range: DatasetFacts.Range) -> String {
    let (low, middle, high) = (number(range.minimum), number(range.median), number(range.maximum))
    return low == high ? middle : "\(middle) (\(low)–\(high))"
  }

  private static func ratio(_ tally: OutlineTally) -> String {
    tally.components == 0
      ? "–" : number(Double(tally.boundaryPixels) / Double(tally.components))
  }

  /// Three significant digits; none behind the point from 100 on.
  private static func number(_ value: Double) -> String {
    if abs(value) >= 100 || value == value.rounded() { return String(format: "%.0f", value) }
    return String(format: abs(value) >= 10 ? "%.1f" : "%.2f", value)
  }

  private static func markdown(_ header: [String], _ rows: [[String]]) -> String {
    func line(_ fields: [String]) -> String {
      let escaped = fields.map { $0.replacingOccurrences(of: "|", with: "\\|") }
      return "| " + escaped.joined(separator: " | ") + " |"
    }
    let rule = "|" + String(repeating: "---|", count: header.count)
    return ([line(header), rule] + rows.map(line)).joined(separator: "\n")
  }
}

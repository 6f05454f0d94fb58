extension EvaluationSummary {
  /// As Markdown: a table for each set of labels, the comparison, and what was left out.
  public var markdown: String {
    var text = "# Scores against \(reference)\n\n"
    text += merged ? "All labels as one foreground. " : "Every class by itself. "
    text +=
      "Surface Dice within \(surfaceToleranceMm) mm. Intervals: \(bootstrap.resamples) resamples of the "
      + "cases, seed \(bootstrap.seed). What is undefined is not averaged.\n"
    for set in sets {
      text += "\n## \(set.labels)\n\n\(set.cases.count) cases.\n\n"
      text += Self.table(ScoreText.summaryColumns, set.summaries.map(ScoreText.row))
      text += Self.list(
        "Volumes in which a class is missing",
        set.undefined.map { "\($0.caseID), label \($0.label): \($0.empty.sentence)" })
      text += Self.list("Set aside", set.setAside.map(\.reason))
      text += Self.list("In the reference, not labelled", set.withoutLabels)
    }
    if !comparisons.isEmpty {
      text += "\n## \(sets[0].labels) less \(sets[1].labels)\n\n"
      text += Self.table(ScoreText.comparisonColumns, comparisons.map(ScoreText.row))
      text += "\nP-values are not corrected for the number of comparisons.\n"
    }
    return text
  }

  private static func table(_ columns: [String], _ rows: [[String]]) -> String {
    ([columns, columns.map { _ in "---" }] + rows).map { row in
      "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }.joined()
  }

  private static func list(_ title: String, _ lines: [String]) -> String {
    lines.isEmpty ? "" : "\n\(title):\n\n" + lines.map { "* \($0)\n" }.joined()
  }
}

extension Emptiness {
  /// What is missing, in words.
  public var sentence: String {
    switch self {
    case .both: "in neither labels nor reference"
    case .reference: "not in the reference, but labelled"
    case .prediction: "in the reference, but not labelled"
    }
  }
}

extension RunReport {
  /// So many columns of labels has the table of cases.
  private static let mostLabelColumns = 8

  /// The worst cases of one kind of prompts.
  func caseTable(_ scores: PromptScores, isFirst: Bool) -> Markup {
    guard !scores.worstCases.isEmpty else { return "" }
    let shown = scores.worstCases.count
    let single = scores.labels.count == 1
    let labels = scores.labels.enumerated().filter { $1.value != "all" }
      .prefix(single ? 0 : Self.mostLabelColumns)
    let count =
      shown < scores.caseCount
      ? "the worst \(shown.grouped) of \(counted(scores.caseCount, "case"))"
      : counted(shown, "case")
    let rows = scores.worstCases.map { entry -> [Markup] in
      let dice = labels.map { index, _ in
        PageTable.score(index < entry.dice.count ? entry.dice[index] : nil)
      }
      let worst = entry.worst.map { slice -> Markup in
        single
          ? "\(slice.slice): \(slice.dice.decimals(3))"
          : "\(slice.slice), \(slice.label): \(slice.dice.decimals(3))"
      }
      return ["\(entry.id)", PageTable.score(entry.overall)] + dice
        + [PageTable.number(entry.scoredSlices), worst ?? "–"]
    }
    let table = PageTable(
      caption: "Dice per volume from \(scores.prompts) prompts, worst first: \(count).",
      columns: [.text("case"), .number(single ? scores.labels[0].name : "all labels")]
        + labels.map { .number($1.name) }
        + [.number("slices with a score"), .text("worst slice")], rows: rows, isSortable: true,
      showsCaption: false)
    return """
      <details\(isFirst ? " open=\"open\"" : "" as Markup)><summary><h3>Cases, \(scores.prompts)</h3>\
      <span>Dice per volume, worst first: \(count)</span></summary>
      \(table.markup)</details>

      """
  }

  /// The worst slices of all kinds of prompts.
  var worstSliceTables: Markup {
    let rows = scores.flatMap { scores in
      scores.worstSlices.map { slice -> [Markup] in
        [
          "\(slice.caseID)", "\(slice.slice)", "\(slice.label)", "\(scores.prompts)",
          PageTable.score(slice.dice),
        ]
      }
    }
    guard !rows.isEmpty else { return "" }
    let most = PromptScores.mostSlices
    let table = PageTable(
      caption:
        "the lowest Dice of a slice and label, at most \(most) for each kind of prompts",
      columns: [
        .text("case"), .number("slice"), .text("label"), .text("prompts"), .number("Dice"),
      ], rows: rows, isSortable: true, showsCaption: false)
    return """
      <details><summary><h3>Worst slices</h3> <span>\(table.caption)</span></summary>
      \(table.markup)</details>

      """
  }

  /// Slices whose reference is empty, by name.
  var emptyTables: Markup {
    let entries = scores.flatMap { scores in scores.emptySlices.map { (scores.prompts, $0) } }
    let all = scores.map(\.emptyCount).reduce(0, +)
    guard !entries.isEmpty else {
      return """
        <h3>Empty slices</h3>
        <p>Every slice has every label in its reference.</p>

        """
    }
    func table(_ entries: [(String, PromptScores.EmptySlices)], _ caption: String) -> Markup {
      PageTable(
        caption: caption,
        columns: [
          .text("case"), .text("label"), .text("prompts"), .prose("labelled all the same"),
          .number("pixels"), .prose("all slices with an empty reference"),
        ],
        rows: entries.map { prompts, entry in
          [
            "\(entry.caseID)", "\(entry.label)", "\(prompts)",
            "\(entry.labelled.isEmpty ? "–" : "\(entry.labelled)")",
            PageTable.number(entry.pixels), "\(entry.empty.description)",
          ]
        }, isSortable: true
      ).markup
    }
    let wrong = entries.filter { !$0.1.labelled.isEmpty }
    let rest = entries.filter { $0.1.labelled.isEmpty }
    let more =
      all > entries.count
      ? " Of \(all.grouped) pairs of case and label, the \(entries.count.grouped) with the most "
        + "wrong pixels are listed."
      : ""
    let wrongPart: Markup =
      wrong.isEmpty
      ? "<p>No slice was given a label that its reference doesn’t have.</p>\n"
      : table(wrong, "Slices that were given a label which their reference doesn’t have.")
    let restPart: Markup =
      rest.isEmpty
      ? ""
      : """
      <details><summary>Empty slices that were rightly left empty</summary>
      \(table(rest, "Slices without a label, neither in the reference nor in the labels."))</details>

      """
    return """
      <h3>Empty slices</h3>
      <p>They have no Dice, whatever was labelled on them, so that averages don’t show what went \
      wrong here.\(more)</p>
      \(wrongPart)\(restPart)
      """
  }
}

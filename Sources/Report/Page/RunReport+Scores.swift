extension RunReport {
  /// So many labels are drawn; tables have them all.
  private static let mostDrawnLabels = 12
  /// So many columns of labels has the table of cases.
  private static let mostLabelColumns = 8

  /// How good the labels are.
  var scoreSection: PageSection {
    PageSection(id: "scores", title: "Scores") { write in
      guard !scores.isEmpty else {
        return try write(
          PageSection.missing("There are no scores: no case has a reference to compare with."))
      }
      try write(
        """
        <p>Dice compares a label with the reference: twice their common pixels over the pixels of \
        both; 1 if they are equal, 0 if they have nothing in common. Slices and volumes whose \
        reference is empty have no Dice and are not averaged; they are listed below.</p>

        """)
      try write(overview)
      try write(plots)
      for (index, scores) in scores.enumerated() {
        try write(caseTable(scores, isFirst: index == 0))
      }
      try write(worstSliceTables)
      try write(emptyTables)
    }
  }

  private var overview: Markup {
    PageTable(
      caption:
        "Every kind of prompts and label. Empty slices have nothing of the label in the reference.",
      columns: [
        .text("prompts"), .text("label"), .number("slice Dice, mean"), .number("median"),
        .number("slices"), .number("volume Dice, mean"), .number("volumes"),
        .number("empty slices"), .number("of them labelled"),
      ],
      rows: scores.flatMap { scores in
        scores.labels.map { label in
          [
            "\(scores.prompts)", "\(Self.display(label))", PageTable.score(label.slices.mean),
            PageTable.score(BoxStatistics(label.slices)?.median),
            PageTable.number(label.slices.count), PageTable.score(label.volumes.mean),
            PageTable.number(label.volumes.count), PageTable.number(label.emptySlices),
            PageTable.number(label.emptySlicesLabelled),
          ]
        }
      }, isSortable: true
    ).markup
  }

  private static func display(_ label: PromptScores.Label) -> String {
    label.value == "all" ? "all labels" : label.name
  }

  private var plots: Markup {
    let note: Markup = """
      A box holds the middle half; the line in it is the median, whose value stands beside it with \
      the number of scores, and the ring is the mean. Whiskers reach to the outermost score within \
      1.5 box lengths; dots beyond are outliers. Above the box: how scores are distributed, or \
      each of them where they are few.
      """
    return PageSection.plot(
      plot("Dice of slices", \.slices), "Dice of each slice",
      "One score for every slice whose reference shows the label. \(note)")
      + PageSection.plot(
        plot("Dice of volumes", \.volumes), "Dice of each volume",
        """
        One score for every case, over all its voxels: small errors on small slices weigh less \
        here than above.
        """)
  }

  private func plot(_ title: String, _ part: KeyPath<PromptScores.Label, Distribution>) -> BoxPlot {
    var order: [String] = []
    for label in scores.flatMap(\.labels) where !order.contains(Self.display(label)) {
      order.append(Self.display(label))
    }
    let names = order.prefix(Self.mostDrawnLabels)
    let axis = Axis.linear(0...1, title: "Dice")
    func row(_ prompts: Int, _ label: String, name: String) -> BoxPlot.Row? {
      scores[prompts].labels.first { Self.display($0) == label }.map {
        BoxPlot.Row(name: name, distribution: $0[keyPath: part], series: prompts)
      }
    }
    guard scores.count > 1 else {
      return BoxPlot(
        title: title, axis: axis,
        groups: [.init(name: "", rows: names.compactMap { row(0, $0, name: $0) })])
    }
    return BoxPlot(
      title: title, axis: axis,
      groups: names.map { label in
        BoxPlot.Group(
          name: label,
          rows: scores.indices.compactMap { row($0, label, name: scores[$0].prompts) })
      })
  }

  private func caseTable(_ scores: PromptScores, isFirst: Bool) -> Markup {
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

  private var worstSliceTables: Markup {
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

  private var emptyTables: Markup {
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

extension RunReport {
  /// So many labels are drawn; tables have them all.
  private static let mostDrawnLabels = 12

  /// How good the labels are.
  var scoreSection: PageSection {
    PageSection(id: "scores", title: "Scores") { write in
      guard !scores.isEmpty else {
        return try write(
          PageSection.missing(
            outcome?.completeCases == 0
              ? "There are no scores: no case came through."
              : "There are no scores: no case has a reference to compare with."))
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
}

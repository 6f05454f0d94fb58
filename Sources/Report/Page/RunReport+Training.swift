extension RunReport {
  /// So many curves are drawn; the table has all.
  private static let mostCurves = 48
  /// So many are open from the start.
  private static let openCurves = 2

  /// The networks that were trained, if any were.
  var trainingSection: PageSection? {
    trainings.isEmpty ? nil : PageSection(id: "training", title: "Training", trainingBody)
  }

  private var trainingBody: Markup {
    let table = PageTable(
      caption:
        "Networks, in models/. Each keeps the weights of the epoch with the best validation Dice; without "
        + "validation, those of the last.",
      columns: [
        .text("network"), .number("epochs"), .number("best epoch"), .number("validation Dice"),
        .number("first loss"), .number("last loss"),
      ],
      rows: trainings.map { training in
        [
          "\(training.model)", PageTable.number(training.epochs.last?.epoch),
          PageTable.number(training.best?.epoch), PageTable.score(training.best?.validationDice),
          "\(training.epochs.first?.loss.decimals(3) ?? "–")",
          "\(training.epochs.last?.loss.decimals(3) ?? "–")",
        ]
      }, isSortable: trainings.count > 1
    ).markup
    let curves = trainings.prefix(Self.mostCurves).enumerated().map { index, training -> Markup in
      let isOpen: Markup = index < Self.openCurves ? " open=\"open\"" : ""
      return """
        <details\(isOpen)><summary><h3>\(training.model)</h3></summary>
        \(PageSection.plot(training.chart, "Learning curve", Self.caption(training)))</details>

        """
    }
    return table + "\(curves)"
  }

  private static func caption(_ training: TrainingCurve) -> Markup {
    guard let best = training.best, let dice = best.validationDice else {
      return "Mean loss of each epoch. There were no cases to validate with."
    }
    return
      "Mean loss of each epoch, and mean Dice over the validation volumes and classes: best in epoch \(best.epoch) with \(dice.decimals(3))."
  }
}

extension RunReport {
  /// What the model itself says of its masks.
  var estimateSection: PageSection {
    PageSection(id: "estimates", title: "The model’s own estimate", estimateBody)
  }

  private var estimateBody: Markup {
    guard !estimates.isEmpty else {
      return PageSection.missing("There is no provenance.csv with masks.")
    }
    let groups = estimates.enumerated().map { index, estimate in
      BoxPlot.Group(
        name: estimates.count > 1 ? estimate.prompts : "",
        rows: [
          .init(name: "predicted IoU", distribution: estimate.predictedIoU, series: index),
          .init(name: "stability", distribution: estimate.stability, series: index),
        ])
    }
    let chart = BoxPlot(
      title: "Predicted IoU and stability of masks", axis: .linear(0...1, title: "score"),
      groups: groups)
    let table = PageTable(
      caption: "Masks: one for every prompt.",
      columns: [
        .text("prompts"), .number("masks"), .number("empty"), .number("left out of the labels"),
        .prose("because of"),
      ],
      rows: estimates.map { estimate in
        let reasons = estimate.leftOut.sorted { $0.key < $1.key }.map {
          "\($0.key.hasPrefix("no: ") ? String($0.key.dropFirst(4)) : $0.key): \($0.value.grouped)"
        }
        return [
          "\(estimate.prompts)", PageTable.number(estimate.masks),
          PageTable.number(estimate.emptyMasks),
          PageTable.number(estimate.leftOut.values.reduce(0, +)),
          "\(reasons.isEmpty ? "–" : reasons.joined(separator: ", "))",
        ]
      })
    return PageSection.plot(
      chart, "Predicted IoU and stability",
      """
      How well the model believes that a mask fits its prompt, and how little the mask changes when \
      its threshold does. Both are known without a reference; labels can be gated by them.
      """) + table.markup
  }
}

extension RunReport {
  /// What was set aside, and what to do about it.
  var quarantineSection: PageSection {
    PageSection(id: "aside", title: "Set aside", quarantineBody)
  }

  private var quarantineBody: Markup {
    guard quarantine.count > 0 else {
      let unlisted = outcome?.quarantined ?? 0
      return PageSection.missing(
        unlisted == 0
          ? "No case was set aside."
          : "\(counted(unlisted, "case")) set aside, but quarantine.jsonl is not there.")
    }
    let stages = quarantine.countByStage.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(8).map { "\($0.value.grouped) at “\($0.key)”" }
    let shown =
      quarantine.items.count < quarantine.count
      ? " The first \(quarantine.items.count.grouped) are listed; quarantine.jsonl has all." : ""
    let hasAdvice = quarantine.items.contains { $0.advice != nil }
    let table = PageTable(
      caption: "Cases that were set aside.",
      columns: [.text("case"), .number("slice"), .text("stage"), .prose("what happened")]
        + (hasAdvice ? [.prose("what to do")] : []),
      rows: quarantine.items.map { item in
        [
          "\(item.case)", PageTable.number(item.slice), "\(item.stage ?? "–")", "\(item.error)",
          "\(item.advice ?? "–")",
        ]
      }, isSortable: true, stacksWhenNarrow: true)
    return """
      <p>\(counted(quarantine.count, "case")): \(stages.joined(separator: ", ")). Nothing \
      unfinished is left of them.\(shown)</p>
      \(table.markup)
      """
  }
}

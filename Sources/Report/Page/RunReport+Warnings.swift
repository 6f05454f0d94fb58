extension RunReport {
  /// What went through but looks odd; `nil` if nothing does.
  var warningSection: PageSection? {
    guard !warnings.isEmpty else { return nil }
    let shown = warnings.prefix(CaseWarning.mostListed)
    let more =
      shown.count < warnings.count
      ? " The first \(shown.count.grouped) of \(warnings.count.grouped) are listed." : ""
    let table = PageTable(
      caption: "What is odd about scans.",
      columns: [.text("case"), .prose("what was found")],
      rows: shown.map { ["\($0.case)", "\($0.text)"] }, isSortable: true,
      stacksWhenNarrow: true)
    return PageSection(
      id: "warnings", title: "Warnings",
      """
      <p>\(counted(Set(warnings.map(\.case)).count, "case")) went through, but should be looked \
      at: their labels and scores count like all others.\(more)</p>
      \(table.markup)
      """)
  }
}

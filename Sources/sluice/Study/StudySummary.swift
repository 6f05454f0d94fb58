import Stages
import Study

/// What a study ends with: its main tables, and where everything is.
struct StudySummary {
  let results: StudyResults
  let folder: StudyFolder

  func report() {
    for table in [results.promptTable, results.networkTable] {
      print("\n\(table.title)\n" + TextTable(header: table.columns, rows: table.rows).text)
    }
    print(
      """

      Look at
        \(results.folder.report)   everything on one page
        \(folder.path)/tables.md   the tables; each also as .csv and .tex
        \(folder.path)/figure-*    the figures, .svg and .png
      """)
  }
}

import DurableFiles
import Foundation
import Imaging
import Report
public import Stages

/// What a study leaves in its run folder beside labels and models.
///
/// ```
/// study/study.json             what there is, for report.html
/// study/tables.md              all tables
/// study/table-…                each as .md, .csv and .tex
/// study/figure-…               each as .svg, narrow for phones too, and .png if there is a converter
/// study/split-<task>.json      which case was used for what
/// ```
public struct StudyFolder: Sendable {
  public let path: String

  public init(_ run: RunFolder) { path = "\(run.path)/study" }

  /// px
  private static let phoneWidth = 328.0

  /// Writes tables, figures and the list of them, the list last.
  ///
  /// - Returns: what could not be made, as sentences.
  /// - Throws: `FileError` if the folder can't be written to.
  public func write(_ results: StudyResults, rates: StageRates) throws -> [String] {
    var problems = results.problems
    let tables = results.tables
    for table in tables {
      try put(table.markdown, "\(table.name).md")
      try put(table.csv, "\(table.name).csv")
      try put(table.latex, "\(table.name).tex")
    }
    try put(tables.map(\.markdown).joined(separator: "\n"), "tables.md")
    for task in results.plan.tasks where !task.splits.isEmpty {
      let file = "\(path)/split-\(task.name).json"
      _ =
        task.splits.count == 1
        ? try task.splits[0].write(to: file) : try CaseSplit.write(task.splits, to: file)
    }
    let figures = results.figures(rates: rates, problems: &problems)
    let converter = PictureConverter()
    for figure in figures {
      try put(figure.chart.file(width: figure.width), "\(figure.name).svg")
      try put(figure.chart.file(width: Self.phoneWidth), "\(figure.name)-narrow.svg")
      guard let converter else { continue }
      do {
        try converter.convert(
          figure.chart.picture(width: figure.width), to: "\(path)/\(figure.name).png",
          width: Int(figure.width * 2))
      } catch {
        problems.append("\(figure.name).png: \(error)")
      }
    }
    if converter == nil { problems.append(PictureConverter.missing) }
    let manifest = Manifest(
      title: "UNets on SAM’s labels and on ground truth", notes: notes(results),
      tables: tables.map {
        .init(title: $0.title, file: "\($0.name).csv", note: $0.note)
      },
      figures: figures.map {
        .init(
          title: $0.title, file: "\($0.name).svg", caption: $0.caption,
          narrow: "\($0.name)-narrow.svg")
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try put(String(decoding: try encoder.encode(manifest), as: UTF8.self) + "\n", "study.json")
    return problems
  }

  private struct Manifest: Encodable {
    struct Part: Encodable {
      let title: String
      let file: String
      var note: String?
      var caption: String?
      /// The same picture for a phone.
      var narrow: String?
    }
    let title: String
    let notes: [String]
    let tables: [Part]
    let figures: [Part]
  }

  /// What the numbers show and what they don't.
  private func notes(_ results: StudyResults) -> [String] {
    let folds = results.plan.tasks.map(\.splits.count).max() ?? 1
    let tests = results.tasks.filter { !$0.task.splits.isEmpty }.map {
      $0.test(.truth)?.cases.count ?? 0
    }
    var notes = [
      "Cases are divided by scan, and no scan is in two parts under any name. All labels are one "
        + "foreground. The networks of a task differ in nothing but the labels; "
        + (results.plan.hasValidation
          ? "the epoch is chosen on validation cases"
          : "the last epoch is kept, as there are no validation cases")
        + "; the scores are of test cases"
        + (folds > 1 ? ", each of which is a test case in one of \(folds) folds." : ".")
    ]
    let only = results.tasks.filter(\.task.splits.isEmpty).map(\.task.title)
    if !only.isEmpty {
      notes.append(
        "Of \(only.joined(separator: ", ")) SAM’s labels are scored; no network is trained on it.")
    }
    if tests.contains(where: { $0 < 6 }) {
      notes.append(
        "With \(Self.counted(tests.min() ?? 0)) in a task, no test can find a difference significant: below "
          + "6 pairs Wilcoxon’s p can’t be under 0.05.")
    }
    return notes
  }

  private static func counted(_ scans: Int) -> String {
    scans == 1 ? "one test scan" : "\(scans) test scans"
  }

  private func put(_ text: String, _ name: String) throws {
    _ = try PendingFile.write(Array(text.utf8), to: "\(path)/\(name)")
  }
}

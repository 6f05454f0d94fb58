import ArgumentParser
import Foundation
import Imaging

/// `sluice facts`: what datasets hold.
struct FactsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts",
    abstract: "Say what datasets hold: cases, slices, sizes, volumes, and what drawing them takes.",
    discussion: """
      Reads every scan and label once. "prompts" is the number of connected components on slices: \
      the boxes or points that would be drawn. "outlined" is the number of labelled pixels on an \
      edge, which an annotator follows by hand instead.

      Examples:
        sluice facts --dataset Task09_Spleen
        sluice facts --dataset Task03_Liver --dataset Task09_Spleen --markdown

      Exit codes: 0 done, 2 bad input, 42 done, but some cases could not be read.
      """)

  @Option(help: ArgumentHelp("A dataset; may be repeated.", valueName: "path"))
  var dataset: [String]

  @Flag(help: "How it is printed.")
  var form = Form.table

  @Option(help: ArgumentHelp("Only cases that match; may be repeated.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No cases that match; may be repeated.", valueName: "glob"))
  var exclude: [String] = []

  enum Form: String, EnumerableFlag { case table, json, markdown }

  func validate() throws {
    if dataset.isEmpty { throw ValidationError("Give a dataset: --dataset Task09_Spleen.") }
  }

  func run() throws {
    let options = DatasetOptions(include: include, exclude: exclude, missingFiles: .skip)
    // All are opened before any is read, which takes long.
    let datasets = try dataset.map { try Dataset.open($0, options) }
    var facts: [DatasetFacts] = []
    var failures = 0
    for one in datasets {
      for file in one.missing {
        standardError("\(file.caseID): its \(file.role.rawValue) \(file.path) is missing")
      }
      failures += one.missing.count
      let survey = DatasetSurvey.measure(one)
      for failure in survey.failures { standardError("\(failure.caseID): \(failure.error)") }
      failures += survey.failures.count
      let row = DatasetFacts(name: one.name, labels: one.labels, cases: survey.cases)
      if let row { facts.append(row) }
    }
    guard !facts.isEmpty else {
      throw CommandFailure(.failed, "error: no case could be read")
    }
    switch form {
    case .table: print(FactsTable(facts).text)
    case .markdown: print(FactsTable(facts).markdown)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      print(String(decoding: try encoder.encode(facts), as: UTF8.self))
    }
    if failures > 0 { throw ExitCode(RunExit.quarantined.rawValue) }
  }
}

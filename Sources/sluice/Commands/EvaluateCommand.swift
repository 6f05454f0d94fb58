import ArgumentParser
import DurableFiles
import Foundation
import Imaging
import Scoring

/// `sluice evaluate`: how good label volumes are.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score label volumes against a reference, and compare two sets of them.",
    discussion: """
      Files are paired by name (nnU-Net's _0000 makes no difference). By class, volume and slice: \
      Dice, IoU, precision, recall; by volume also HD95, ASSD and surface Dice in mm. What is \
      undefined, because a mask is empty, is listed and not averaged: see docs/scores.md.

      Examples:
        sluice evaluate --labels runs/spleen/labels/box --reference Task09_Spleen --out scores
        sluice evaluate --labels unet-a --against unet-b --reference Task09_Spleen

      Exit codes: 0 all scored, 42 some files set aside (each is listed), 1 nothing could be scored.
      """)

  @Option(help: ArgumentHelp("The label volumes to score.", valueName: "folder"))
  var labels: String

  @Option(
    help: ArgumentHelp(
      "What is right: a dataset (Decathlon, nnU-Net), or a folder of label volumes.",
      valueName: "folder"))
  var reference: String

  @Option(
    help: ArgumentHelp(
      "Other label volumes of the same cases to compare with.", valueName: "folder"))
  var against: String?

  @Flag(help: "All labels that are not 0 as one foreground, instead of class by class.")
  var merged = false

  @Option(help: ArgumentHelp("How far surfaces may lie apart for surface Dice.", valueName: "mm"))
  var surfaceTolerance = 2.0

  @Option(help: "How slices are cut: upright, or as the file has them (stored).")
  var orientation = SliceOrientation.upright

  @Option(help: ArgumentHelp("Only cases that match; may be repeated.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No cases that match; may be repeated.", valueName: "glob"))
  var exclude: [String] = []

  @Option(help: "What the draws for the 95 % intervals follow from.")
  var seed: UInt64 = 1984

  @Option(
    help: ArgumentHelp(
      "Where to write \(Evaluation.fileNames.joined(separator: ", ")).", valueName: "folder"))
  var out: String?

  @Flag(help: "Print the summary as JSON instead of tables.")
  var json = false

  func validate() throws {
    guard surfaceTolerance.isFinite, surfaceTolerance >= 0 else {
      throw ValidationError("--surface-tolerance is \(surfaceTolerance), but must be 0 mm or more.")
    }
  }

  func run() throws {
    if let out, FilePath.exists(out), !FilePath.isFolder(out) {
      throw CommandFailure(.badInput, "error: \(out) is a file; give a folder, new or not")
    }
    let evaluation = try Evaluation(
      labels: labels, reference: reference, against: against,
      scorer: CaseScorer(
        grouping: merged ? .merged : .perClass, slicing: orientation,
        surfaceTolerance: surfaceTolerance),
      bootstrap: Bootstrap(seed: seed), DatasetOptions(include: include, exclude: exclude)
    ) { done, all, pair in
      if ProgressReporter.Style.isTerminal {
        Console.standardError.draw(["scoring \(done + 1) of \(all): \(pair.caseID)"])
      }
    }
    for set in evaluation.sets { Self.noteGaps(of: set, evaluation.reference) }
    guard evaluation.sets.allSatisfy({ !$0.cases.isEmpty }) else {
      throw CommandFailure(
        .failed, "error: no case could be scored; the reasons are above")
    }
    if let out { try evaluation.write(to: out) }
    if json {
      Output.write(try EvaluationSummary(evaluation).json(), to: STDOUT_FILENO)
    } else {
      Output.line(Self.text(of: evaluation))
      if let out { Output.line("\nTables and summary: \(out)") }
    }
    if evaluation.sets.contains(where: { !$0.setAside.isEmpty }) {
      throw ExitCode(RunExit.quarantined.rawValue)
    }
  }

  /// Says what was not scored, away from what programs read.
  private static func noteGaps(of set: LabelSetScores, _ reference: String) {
    for one in set.setAside { standardError("set aside: \(one.reason)") }
    guard !set.withoutLabels.isEmpty else { return }
    let names = set.withoutLabels.prefix(5).joined(separator: ", ")
    standardError(
      "note: \(counted(set.withoutLabels.count, "case")) of \(reference) not labelled in "
        + "\(set.path), and so not scored: \(names)\(set.withoutLabels.count > 5 ? ", …" : "")")
  }

  private static func text(of evaluation: Evaluation) -> String {
    var parts = evaluation.sets.map { set in
      "\(set.path): \(counted(set.cases.count, "case"))\n\n"
        + TextTable(
          header: ScoreText.summaryColumns, rows: evaluation.summaries(of: set).map(ScoreText.row),
          leftAligned: 3
        ).text
    }
    if let against = evaluation.against {
      parts.append(
        "\(evaluation.labels.path) less \(against.path):\n\n"
          + TextTable(
            header: ScoreText.comparisonColumns, rows: evaluation.comparisons.map(ScoreText.row),
            leftAligned: 3
          ).text)
    }
    return parts.joined(separator: "\n\n")
  }
}

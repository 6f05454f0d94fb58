import ArgumentParser
import DurableFiles
import GraphFile
import Imaging
import Stages
import Study

/// `sluice study`: UNets on SAM's labels against UNets on ground truth.
struct StudyCommand: AsyncParsableCommand {
  private static let usualKinds = PromptKinds(
    kinds: [.box, .jitteredBox, .centroid, .snapped, .interior, .boxAndPoint, .boxThenBoth])

  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Compare UNets trained on SAM's labels with UNets trained on ground truth.",
    discussion: """
      Labels every task with SAM, trains a UNet on those labels and one on the reference labels, scores \
      both on scans that neither has seen, and writes tables and figures to OUT/study and report.html. \
      One graph for everything: interrupted, the same command goes on.

      Cases are split by scan, and a split that has one scan in two parts is refused, under whatever \
      names. A scan belongs to one patient: where a patient has several, write the split by hand.

      Examples:
        sluice study --dataset Task09_Spleen --checkpoint sam_vit_b_01ec64.pth --out runs/study
        sluice study --dataset Task03_Liver --dataset Task09_Spleen --checkpoint sam.pth --folds 5 \\
          --kinds box,interior,box+point --improve gated,soft --self-training 1 --out runs/study
        sluice study --dataset Task09_Spleen --split spleen.json --checkpoint sam.pth \\
          --epochs 30 --option 'channels=[16, 32, 64, 128]' --out runs/study
      """)

  @Option(
    help: ArgumentHelp("A dataset with reference labels; may be repeated.", valueName: "path"))
  var dataset: [String]

  @Option(
    help: ArgumentHelp(
      "A dataset of which SAM's labels are scored and nothing is trained; may be repeated.",
      valueName: "path"))
  var samOnly: [String] = []

  @Option(help: "The SAM checkpoint.")
  var checkpoint: String

  @Option(help: "Where to leave the study: a new folder, or one of an earlier study to go on with.")
  var out: String

  @Option(
    help: ArgumentHelp(
      "A split, ours or nnU-Net's splits_final.json; one for each dataset.", valueName: "file"))
  var split: [String] = []

  @Option(help: "Make so many folds: each case is a test case of one.")
  var folds: Int?

  @Option(help: "What splits and trainings follow from.")
  var seed = 1984

  @Option(
    help: ArgumentHelp(
      "Prompt kinds to score, separated by commas (default: \(usualKinds)).", valueName: "kinds"),
    transform: PromptKinds.parsed)
  var kinds = Self.usualKinds

  @Option(help: "The prompt kind whose labels UNets are trained on.")
  var train = PromptKind.box

  @Flag(help: "Score automatic mask generation, too.")
  var everything = false

  @Option(
    help: ArgumentHelp(
      "An option of automatic mask generation; may be repeated.", valueName: "name=value"))
  var everythingOption: [VariableAssignment] = []

  @Option(
    help: ArgumentHelp(
      "Also train on SAM's labels used with more care: "
        + StudyNetwork.Improvement.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "names"))
  var improve: String?

  @Option(
    help: ArgumentHelp(
      "Predicted IoU and stability below which `gated` leaves masks out.",
      valueName: "iou,stability")
  )
  var gate = "0.88,0.95"

  @Option(help: "Also train networks on the labels of the one before, so many times.")
  var selfTraining = 0

  @OptionGroup var pictures: PictureOptions

  @Option(help: "Epochs of every training at most (default: 200).")
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "Another option of every trainer, such as batch=4; may be repeated.", valueName: "name=value")
  )
  var option: [VariableAssignment] = []

  @Flag(help: "Print the graph as YAML, to change and run with `sluice run`.")
  var printGraph = false

  @OptionGroup var run: RunOptions

  func validate() throws {
    if dataset.isEmpty { throw ValidationError("Give a dataset: --dataset Task09_Spleen.") }
    if !split.isEmpty, split.count != dataset.count {
      throw ValidationError("Give a --split for each --dataset, in the same order.")
    }
    if !split.isEmpty, folds != nil {
      throw ValidationError("--split says what the folds are: leave out --folds.")
    }
    guard (0...10).contains(selfTraining) else {
      throw ValidationError("--self-training is \(selfTraining), but must be 0 to 10.")
    }
    _ = try improvements
    _ = try gateBounds
    _ = try trainerOptions
    if !everything, !everythingOption.isEmpty {
      throw ValidationError("--everything-option needs --everything.")
    }
  }

  func run() async throws {
    let plan = try plan()
    if printGraph { return print(plan.graph.yaml(), terminator: "") }
    let checked = try CheckedGraph(plan.graph, onFailure: run.onFailure)
    var quarantined: ExitCode?
    do {
      try await RunSession(options: run, out: out).run(checked)
    } catch let exit as ExitCode where exit.rawValue == RunExit.quarantined.rawValue {
      quarantined = exit
    }
    try write(plan)
    if let quarantined { throw quarantined }
  }

  /// Tables, figures, and the report anew, which shows them.
  private func write(_ plan: StudyPlan) throws {
    let folder = RunFolder(out)
    let study = StudyFolder(folder)
    do {
      let rates = StageRates(timeline: folder.timeline)
      let results = StudyResults(plan, folder: folder) { step in
        if !run.json { standardError(step) }
      }
      for problem in try study.write(results, rates: rates) { standardError("note: \(problem)") }
      try ReportFile(lookingAt: folder).write()
      if !run.json { StudySummary(results: results, folder: study).report() }
    } catch let error as FileError where !error.isOutOfSpace {
      throw CommandFailure(
        .failed, "error: \(error)\nEverything else is in \(out); the same command tries again.")
    }
  }

  private func plan() throws -> StudyPlan {
    let tasks = try StudyTasks(
      datasets: dataset, samOnly: samOnly, splits: split, folds: folds,
      seed: UInt64(bitPattern: Int64(seed))
    ).open { standardError("note: \($0)") }
    var plan = StudyPlan(
      tasks: tasks, checkpoint: checkpoint, kinds: kinds.kinds, training: train,
      trainer: try trainerOptions)
    plan.everything =
      everything
      ? try Self.fields(
        everythingOption, "--everything-option", of: Everything.description, taken: ["checkpoint"])
      : nil
    plan.improvements = try improvements
    plan.gate = try gateBounds
    plan.selfTrainingRounds = selfTraining
    plan.window = pictures.window.window
    plan.orientation = pictures.orientation
    return plan
  }

  private var trainerOptions: [GraphValue.Field] {
    get throws {
      var fields = try Self.fields(
        option, "--option", of: UNetTrainer.description, taken: StudyPlan.takenTrainerOptions)
      let given = Set(fields.map(\.name))
      if let epochs {
        guard !given.contains("epochs") else {
          throw ValidationError("--epochs and --option epochs say the same: give one of them.")
        }
        fields.append(.init("epochs", .integer(epochs)))
      }
      if !given.contains("seed") { fields.append(.init("seed", .integer(seed))) }
      return fields
    }
  }

  private var gateBounds: (predictedIoU: Double, stability: Double) {
    get throws {
      let bounds = gate.split(separator: ",").compactMap { Double($0.trimmed) }
      guard bounds.count == 2, bounds.allSatisfy({ (0...1).contains($0) }) else {
        throw ValidationError(
          "--gate is \(gate), but must be a predicted IoU and a stability, 0 to 1, such as 0.88,0.95."
        )
      }
      return (bounds[0], bounds[1])
    }
  }

  private var improvements: [StudyNetwork.Improvement] {
    get throws {
      let names = (improve ?? "").split(separator: ",").map { $0.trimmed }
      return try names.map { name in
        guard let known = StudyNetwork.Improvement(rawValue: name) else {
          throw ValidationError(
            "--improve: there is no \(name); expected "
              + StudyNetwork.Improvement.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        return known
      }
    }
  }

  private static func fields(
    _ assignments: [VariableAssignment], _ option: String, of stage: StageDescription,
    taken: [String]
  ) throws -> [GraphValue.Field] {
    let values = try VariableAssignment.dictionary(assignments)
    return try values.keys.sorted().map { name in
      guard !taken.contains(name) else {
        throw ValidationError("\(option) \(name): the study sets it itself.")
      }
      if let problem = stage.problem(ofOption: name) {
        throw ValidationError("\(option) \(problem)")
      }
      return .init(name, .parsing(values[name] ?? ""))
    }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

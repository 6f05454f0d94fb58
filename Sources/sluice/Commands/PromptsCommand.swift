import ArgumentParser
import Dataflow
import DurableFiles
import GraphFile
import Imaging
import Stages

/// `sluice prompts`: prompts from reference labels as a file, to edit and give back.
struct PromptsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompts",
    abstract: "Write the prompts made from reference labels to a file, to edit and give back.",
    discussion: """
      Example: sluice prompts --dataset Task09_Spleen --kind box --out boxes.jsonl
      Then:    sluice label --dataset Task09_Spleen --prompts boxes.jsonl …
      """)

  @Option(help: "A dataset with reference labels.")
  var dataset: String

  @Option(help: "The prompt kind.")
  var kind: PromptKind

  @Option(help: "The file to write: .jsonl, or .csv.")
  var out: String

  @Flag(help: "Replace the file if it is there.")
  var overwrite = false

  @Option(help: "Every label value by itself (per-class), or one foreground (merged).")
  var labels = LabelGrouping.perClass

  @Option(help: "How slices are cut: upright, or as the file has them (stored).")
  var orientation = SliceOrientation.upright

  @Option(help: ArgumentHelp("Only cases that match; may be repeated.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No cases that match; may be repeated.", valueName: "glob"))
  var exclude: [String] = []

  @Flag(help: "Go on without files that the dataset names and that are not there.")
  var allowMissing = false

  @Option(help: "Components with fewer pixels get no prompt.")
  var minPixels = 1

  @Option(help: "What the random choices of jittered kinds follow from.")
  var seed: UInt64 = 1984

  @OptionGroup var run: RunOptions

  func validate() throws {
    guard kind.secondPass == nil else {
      throw ValidationError(
        "--kind \(kind.rawValue) corrects masks by the reference while they are made, which a file "
          + "of prompts can't; write its first pass with --kind box.")
    }
  }

  /// Before the scans are read, which takes long.
  private func checkPlace() throws {
    if FilePath.isFolder(out) {
      throw CommandFailure(
        .badInput,
        "error: --out \(out) is a folder; name a file, such as \(FilePath.plain(out))/\(kind).jsonl"
      )
    }
    if FilePath.exists(out), !overwrite {
      throw CommandFailure(
        .badInput,
        "error: \(out) is there already, perhaps corrected by hand; name another file, or add --overwrite"
      )
    }
  }

  func run() async throws {
    try checkPlace()
    var reading = VolumeReader.Options()
    reading.dataset = dataset
    reading.orientation = orientation
    reading.include = include
    reading.exclude = exclude
    reading.allowMissing = allowMissing
    var making = Prompts.Options()
    making.kinds = [kind.rawValue]
    making.labels = labels
    making.minPixels = minPixels
    making.maxPrompts = 65_535
    making.seed = seed

    let collected = PromptCollection()
    var graph = Graph()
    let slices = graph.source(
      "volumes", VolumeReader(options: reading, logger: run.logger),
      StageSettings(
        onFailure: FailurePolicy(then: run.onFailure ?? .quarantine), executor: .files))
    let prompts = graph.transform(
      "prompts", try Prompts(making), from: slices,
      StageSettings(onFailure: FailurePolicy(then: run.onFailure ?? .quarantine)))
    graph.sink("file", collected, from: prompts)
    let outcome = try await GraphRunner(logger: run.logger).run(graph)
    let records = collected.records
    try PromptFile.write(records, to: out)
    print(
      "\(counted(records.count, "prompt")) of "
        + "\(counted(outcome.completeGroups.count, "case")): \(out)")
    let exit = RunExit(outcome.status)
    if exit != .done { throw ExitCode(exit.rawValue) }
  }
}

import ArgumentParser
import DurableFiles
import GraphFile
import Imaging
import Stages
import Training

/// `sluice train`: a UNet from scans and labels.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a UNet on scans and labels: the dataset's own, or those of an earlier run.",
    discussion: """
      Examples:
        sluice train --dataset Task09_Spleen --out runs/truth --epochs 50
        sluice train --dataset Task09_Spleen --labels runs/spleen/labels/box --out runs/pseudo \\
          --epochs 50 --option loss=dice --option schedule=cosine
      The same command goes on with a training that was interrupted, to the same weights.
      `sluice stages unet-trainer` lists what --option takes.
      """)

  @Option(help: "A Decathlon or nnU-Net v2 folder, a folder of NIfTI files, or a list.")
  var dataset: String

  @Option(help: "Labels named as the scans, such as RUN/labels/box (default: the dataset's own).")
  var labels: String?

  @Option(help: "Volumes of how sure each label is, 0 to 255, named as the scans.")
  var soft: String?

  @Option(help: "Where to leave the model: a new folder, or one of an earlier run to go on with.")
  var out: String

  @Flag(help: "Train one foreground of all labels.")
  var merged = false

  @Option(
    help: ArgumentHelp(
      "Cases that choose the best epoch, separated by commas, or none (default: a tenth, by seed).",
      valueName: "cases"))
  var validation: String?

  @Option(help: "Epochs at most.")
  var epochs = 50

  @Option(help: "Slices of a step.")
  var batch = 8

  @Option(help: ArgumentHelp("Height and width of what is shown of a slice.", valueName: "h,w"))
  var crop = "256,256"

  @Option(help: "Of everything that is drawn at random.")
  var seed = 1984

  @OptionGroup var pictures: PictureOptions

  @Option(help: ArgumentHelp("Only cases that match; may be repeated.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No cases that match; may be repeated.", valueName: "glob"))
  var exclude: [String] = []

  @Flag(help: "Go on without scans and labels that the dataset names and that aren't there.")
  var allowMissing = false

  @Option(
    help: ArgumentHelp(
      "Any other option of the trainer; may be repeated.", valueName: "name=value"))
  var option: [VariableAssignment] = []

  @Flag(help: "Print the graph as YAML, to change and run with `sluice run`.")
  var printGraph = false

  @OptionGroup var run: RunOptions

  func run() async throws {
    var graph = TrainGraph(dataset: dataset)
    graph.labels = labels
    graph.soft = try softFolder
    graph.allowMissing = allowMissing
    graph.grouping = merged ? .merged : .perClass
    graph.window = pictures.window.window
    graph.orientation = pictures.orientation
    graph.include = include
    graph.exclude = exclude
    let validating = try validationCases()
    graph.trainer = try trainerOptions(validating)
    if printGraph { return print(graph.spec.yaml(), terminator: "") }
    standardError(
      validating.isEmpty
        ? "No validation cases: the weights of the last epoch are kept (--validation names some)."
        : "The best epoch is chosen by \(validating.joined(separator: ", ")).")
    let checked = try CheckedGraph(graph.spec, onFailure: run.onFailure)
    let summary = TrainSummary(folder: RunFolder(out).model("unet"))
    var quarantined: ExitCode?
    do {
      try await RunSession(options: run, out: out).run(checked)
    } catch let exit as ExitCode where exit.rawValue == RunExit.quarantined.rawValue {
      // Trained without the cases that were set aside.
      quarantined = exit
    } catch let exit as ExitCode where exit.rawValue == RunExit.interrupted.rawValue {
      if !run.json, let done = summary.epochsDone {
        print("The training has come to epoch \(done) of \(epochs).")
      }
      throw exit
    }
    if !run.json { print(summary.text) }
    if let quarantined { throw quarantined }
  }

  private func trainerOptions(_ validating: [String]) throws -> [GraphValue.Field] {
    let sides = crop.split(separator: ",").map { Int($0) }
    guard sides.count == 2, let height = sides[0], let width = sides[1] else {
      throw ValidationError("--crop is \(crop), but must be height,width, such as 256,256.")
    }
    var fields: [GraphValue.Field] = [
      .init("epochs", .integer(epochs)), .init("batch", .integer(batch)),
      .init("crop", .list([.integer(height), .integer(width)])), .init("seed", .integer(seed)),
      .init("validation", .texts(validating)),
    ]
    let values = try VariableAssignment.dictionary(option)
    for name in values.keys.sorted() {
      guard !fields.contains(where: { $0.name == name }) else {
        throw ValidationError("--option \(name): use --\(name).")
      }
      if let problem = UNetTrainer.description.problem(ofOption: name) {
        throw ValidationError("--option \(problem)")
      }
      fields.append(.init(name, .parsing(values[name] ?? "")))
    }
    return fields
  }

  /// As a path: a name alone would be one of labels of the same run.
  private var softFolder: String? {
    get throws {
      guard let soft else { return nil }
      guard FilePath.isFolder(soft) else {
        throw CommandFailure(
          .badInput,
          "error: --soft: there is no folder \(soft); give one such as RUN/labels/box/soft")
      }
      return soft.contains("/") ? soft : "./\(soft)"
    }
  }

  /// Reads both files of a case to their ends.
  private static func readThrough(_ one: DatasetCase) throws {
    guard let labelPath = one.labelPath else { return }
    let (image, labels) = (try NIfTIVolume.open(one.imagePath), try NIfTIVolume.open(labelPath))
    try image.checkSameGrid(as: labels)
    for volume in [image, labels] { try SliceReader(volume, slicing: .stored).finish() }
  }

  private func validationCases() throws -> [String] {
    do {
      let found = try Dataset.open(
        dataset,
        DatasetOptions(
          include: include, exclude: exclude, missingFiles: .skip, labelsFolder: labels))
      let labelled = found.cases.filter { $0.labelPath.map(FilePath.exists) ?? false }
      guard !labelled.isEmpty else {
        throw CommandFailure(
          .badInput,
          "error: none of the \(found.cases.count) scans of \(dataset) has labels"
            + (labels.map { " in \($0), which must have their file names" }
              ?? "; say where they are with --labels"))
      }
      let choice = ValidationChoice(ids: labelled.map(\.id), asked: validation, seed: seed) { id in
        labelled.first { $0.id == id }.map { (try? Self.readThrough($0)) != nil } ?? false
      }
      if let problem = choice.problem { throw CommandFailure(.badInput, "error: \(problem)") }
      return choice.cases
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.badInput, "error: \(error)")
    }
  }
}

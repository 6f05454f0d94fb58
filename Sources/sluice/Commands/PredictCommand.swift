import ArgumentParser
import GraphFile
import Imaging
import Stages
import Training

/// `sluice predict`: labels of a trained UNet.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Label scans with a trained UNet, on each scan's own grid.",
    discussion: """
      Example:
        sluice predict --dataset Task09_Spleen --model runs/truth/models/unet/best.safetensors \\
          --out runs/predicted --flips
      Scores are written beside the labels where the dataset has references.
      """)

  @Option(help: "A Decathlon or nnU-Net v2 folder, a folder of NIfTI files, one file, or a list.")
  var dataset: String

  @Option(help: "The network: best.safetensors of a training, or a MONAI UNet.")
  var model: String

  @Option(help: "Where to leave the labels: a new folder, or one of an earlier run to go on with.")
  var out: String

  @Option(help: "What the labels are called: they lie in OUT/labels/NAME.")
  var name = "unet"

  @Flag(help: "Average over the four mirror images: four times the work.")
  var flips = false

  @Option(
    help: ArgumentHelp(
      "Height and width of windows; 0,0 for whole slices (default: the crop of the training).",
      valueName: "h,w"))
  var window: String?

  @Option(help: "The part of a window shared with the next.")
  var overlap = 0.5

  @Option(help: "For plain folders: where reference labels of the same file names lie.")
  var references: String?

  @Option(help: ArgumentHelp("Only cases that match; may be repeated.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No cases that match; may be repeated.", valueName: "glob"))
  var exclude: [String] = []

  @Flag(help: "Go on without scans and references that the dataset names and that aren't there.")
  var allowMissing = false

  @Option(help: "Pictures to draw of each case, those that fit the reference worst; 0 for none.")
  var overlays = 8

  @Flag(help: "Print the graph as YAML, to change and run with `sluice run`.")
  var printGraph = false

  @OptionGroup var run: RunOptions

  func run() async throws {
    let trained: SegmentationModel
    do {
      trained = try SegmentationModel(checkpoint: model)
    } catch {
      throw CommandFailure(.badInput, "error: \(error)")
    }
    let spec = try graph(trained)
    if printGraph { return print(spec.yaml(), terminator: "") }
    // What can't be opened is said by the run.
    let found = try? Dataset.open(
      dataset, DatasetOptions(include: include, exclude: exclude, missingFiles: .skip))
    if let found, let mismatch = UNetFacts(trained).mismatch(with: found.labels) {
      standardError("note: \(mismatch)")
    }
    if let found, let known = UNetFacts(trained).seen(among: found.cases.map(\.id)) {
      standardError("note: \(known)")
    }
    try await RunSession(options: run, out: out).run(CheckedGraph(spec, onFailure: run.onFailure))
  }

  private func graph(_ trained: SegmentationModel) throws -> GraphSpec {
    let preparation = trained.preparation ?? SlicePreparation()
    var reading: [GraphValue.Field] = [
      .init("dataset", .text(dataset)), .init("orientation", .text(preparation.orientation)),
    ]
    if let references { reading.append(.init("references", .text(references))) }
    if !include.isEmpty { reading.append(.init("include", .texts(include))) }
    if !exclude.isEmpty { reading.append(.init("exclude", .texts(exclude))) }
    if allowMissing { reading.append(.init("allow-missing", true)) }
    var predicting: [GraphValue.Field] = [
      .init("model", .text(model.contains("/") ? model : "./\(model)")), .init("name", .text(name)),
      .init("flips", .boolean(flips)), .init("overlap", .number(overlap)),
    ]
    if let window {
      let sides = window.split(separator: ",").compactMap { Int($0) }
      guard sides.count == 2 else {
        throw ValidationError("--window is \(window), but must be height,width, such as 256,256.")
      }
      predicting.append(.init("window", .list(sides.map { .integer($0) })))
    }
    // One foreground of all labels is compared with the references' one foreground.
    let grouping = trained.labels == [1: "foreground"] ? LabelGrouping.merged : .perClass
    var stages = [
      StageSpec("volumes", kind: VolumeReader.description.kind, options: reading),
      StageSpec(
        "pictures", kind: Window.description.kind,
        comment: "Prepared as the network's training slices were.",
        from: [LinkSpec("slice", from: "volumes")],
        options: [
          .init("hu", .list(preparation.window.map { .number($0) })),
          .init("stretch", .text(preparation.stretch)),
        ]),
      StageSpec(
        "predictions", kind: UNetPredictor.description.kind,
        from: [LinkSpec("picture", from: "pictures")], options: predicting),
      StageSpec(
        "labels", kind: LabelWriter.description.kind,
        from: [LinkSpec("masks", from: "predictions")],
        options: [.init("labels", .text(grouping.rawValue))]),
    ]
    if overlays > 0 {
      stages.append(
        StageSpec(
          "overlay", kind: Overlay.description.kind,
          from: [LinkSpec("picture", from: "pictures"), LinkSpec("masks", from: "predictions")],
          options: [.init("per-case", .integer(overlays)), .init("choice", "worst")]))
    }
    return GraphSpec(name: "predict", summary: "Labels \(dataset) with a UNet.", stages: stages)
  }
}

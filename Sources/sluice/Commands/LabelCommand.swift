import ArgumentParser
import Dataflow
import GraphFile
import Imaging
import Stages

/// `sluice label`: the common graph without writing one.
struct LabelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Label a dataset with SAM from prompts; the common graph without writing one.",
    discussion: """
      Examples:
        sluice label --dataset Task09_Spleen --checkpoint sam_vit_b_01ec64.pth \\
          --prompt box --out runs/spleen
        sluice label --dataset scans/ --checkpoint medsam.pth --medsam \\
          --prompts boxes.jsonl --out runs/mine
        sluice label --dataset Task09_Spleen --checkpoint sam_vit_b_01ec64.pth \\
          --prompt interior --embeddings runs/spleen --out runs/points
      """)

  @Option(help: "A Decathlon or nnU-Net v2 folder, a folder of NIfTI files, one file, or a list.")
  var dataset: String

  @Option(help: "The model: Meta's .pth, or .safetensors under the same names.")
  var checkpoint: String

  @Option(
    help: ArgumentHelp(
      "Prompt kinds to make from the reference labels, separated by commas: "
        + PromptKind.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "kinds"), transform: PromptKinds.parsed)
  var prompt: PromptKinds?

  @Option(help: ArgumentHelp("A file of drawn prompts, JSON lines or CSV.", valueName: "file"))
  var prompts: String?

  @Option(help: "Where to leave the labels: a new folder, or one of an earlier run to go on with.")
  var out: String

  @Option(help: "Every label value by itself (per-class), or one foreground (merged).")
  var labels = LabelGrouping.perClass

  @OptionGroup var pictures: PictureOptions

  @Flag(help: "Prepare slices as MedSAM expects: stretched to the model's size, 0 to 1.")
  var medsam = false

  @Option(help: "For plain folders: where reference labels of the same file names lie.")
  var references: String?

  @Option(help: ArgumentHelp("Only cases that match; may be repeated.", valueName: "glob"))
  var include: [String] = []

  @Option(help: ArgumentHelp("No cases that match; may be repeated.", valueName: "glob"))
  var exclude: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop after the run's first n slices that have something to prompt.", valueName: "n"))
  var limitSlices: Int?

  @Flag(help: "Go on without files that the dataset names and that are not there.")
  var allowMissing = false

  @Option(
    help: ArgumentHelp(
      "Take embeddings from an earlier run (its folder, or a .zarr store in it); no encoder runs.",
      valueName: "run"))
  var embeddings: String?

  @Option(
    help: ArgumentHelp(
      "What to keep as shards: embeddings, logits, masks, separated by commas, or none "
        + "(default: embeddings).",
      valueName: "contents"), transform: KeptContents.parsed)
  var keep = KeptContents(contents: [.embeddings])

  @Option(
    parsing: .unconditional,
    help: "Pictures to draw of each case for each prompt kind; 0 for none.")
  var overlays = 8

  @Option(help: "Leave out masks that the model itself rates lower, 0 to 1.")
  var minPredictedIou = 0.0

  @Option(help: "Leave out masks of a lower stability score, 0 to 1.")
  var minStability = 0.0

  @Option(
    parsing: .unconditional, help: "Remove 2-D components of the labels with fewer pixels.")
  var minPixels = 1

  @Option(
    help: "Jittered boxes of a component whose masks vote on every pixel: 1 or another odd number.")
  var repeats = 1

  @Option(
    help: ArgumentHelp(
      "Leave out masks that overlap less with the slices before and after, 0 to 1.",
      valueName: "iou"))
  var minOverlapWithNeighbours: Double?

  @Flag(help: "Also write how probable each voxel is, 0 to 255, to labels/KIND/soft/.")
  var soft = false

  @Option(
    help: ArgumentHelp(
      "Give voxels whose probability lies between these the label 255, to be ignored.",
      valueName: "lo,hi"), transform: ProbabilityRange.parsed)
  var uncertain: ProbabilityRange?

  @Flag(help: "Print the graph as YAML, to change and run with `sluice run`.")
  var printGraph = false

  @Flag(help: "Say what would be done and what it would take, from one measured slice.")
  var dryRun = false

  @OptionGroup var run: RunOptions

  func validate() throws {
    guard (prompt == nil) != (prompts == nil) else {
      throw ValidationError("Give either --prompt KINDS or --prompts FILE.")
    }
    for (name, value) in [
      ("--min-predicted-iou", minPredictedIou), ("--min-stability", minStability),
    ] where !(0...1).contains(value) {
      throw ValidationError("\(name) is \(value), but must be 0 to 1.")
    }
    if let limitSlices, limitSlices < 1 {
      throw ValidationError("--limit-slices is \(limitSlices), but must be at least 1.")
    }
    if !(1...15).contains(repeats) || repeats.isMultiple(of: 2) {
      throw ValidationError("--repeats is \(repeats), but must be odd, 1 to 15.")
    }
    if let overlap = minOverlapWithNeighbours, !(0...1).contains(overlap) {
      throw ValidationError("--min-overlap-with-neighbours is \(overlap), but must be 0 to 1.")
    }
    if overlays < 0 {
      throw ValidationError("--overlays is \(overlays), but must be at least 0.")
    }
    if minPixels < 1 {
      throw ValidationError("--min-pixels is \(minPixels), but must be at least 1.")
    }
  }

  func run() async throws {
    let graph = labelGraph
    if printGraph { return print(graph.spec.yaml(), terminator: "") }
    let checked = try CheckedGraph(graph.spec, onFailure: run.onFailure)
    if dryRun {
      return try await DryRun(graph: graph, options: run).report(out: out)
    }
    try await RunSession(options: run, out: out).run(checked)
  }

  private var labelGraph: LabelGraph {
    var graph = LabelGraph(
      dataset: dataset, checkpoint: checkpoint,
      prompts: prompt.map { .kinds($0.kinds) } ?? .file(prompts ?? ""))
    graph.labels = labels
    graph.orientation = pictures.orientation
    graph.window = pictures.window.window
    graph.preprocessing = medsam ? "medsam" : "sam"
    graph.include = include
    graph.exclude = exclude
    graph.references = references
    graph.allowMissing = allowMissing
    graph.limitSlices = limitSlices
    graph.keep = keep.contents
    graph.embeddings = embeddings.map(EmbeddingStore.path)
    graph.overlaysPerCase = overlays
    graph.minPredictedIoU = minPredictedIou
    graph.minStability = minStability
    graph.minPixels = minPixels
    graph.repeats = repeats
    graph.minOverlapWithNeighbours = minOverlapWithNeighbours
    graph.soft = soft
    graph.uncertain = uncertain?.bounds
    return graph
  }
}

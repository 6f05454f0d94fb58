public import Dataflow
import DurableFiles
public import GraphFile
import Imaging
import Synchronization
import Tensors
import Training

/// Labels pictures with a trained UNet.
public struct UNetPredictor: Transform, CatalogStage {
  public struct Options: StageOptions {
    public var model = ""
    public var name = "unet"
    public var window: [Int] = []
    public var overlap = 0.5
    public var flips = false

    public init() {}
  }

  public static let description = StageDescription(
    "unet-predictor", .transform,
    summary: "Labels pictures with a trained UNet.",
    discussion: """
      `model` is the name of a model that a unet-trainer of the same run makes, or the path of a file: \
      best.safetensors of another run, or a MONAI UNet. Slices larger than `window` are predicted in \
      windows that overlap; by default the window is the crop that the network was trained with.
      """,
    inputs: [
      PortDescription(
        "picture", accepts: [Picture.elementType], isRequired: true,
        help: "slices prepared as those that it was trained on")
    ],
    output: SliceMasks.elementType(keeps: .labels),
    options: [
      OptionDescription("model", .text, isRequired: true, help: "a name, or a path"),
      OptionDescription("name", .text, help: "what the labels are called"),
      OptionDescription(
        "window", .integers(), unit: "pixels", help: "height and width; [0, 0] for whole slices"),
      OptionDescription(
        "overlap", .number(0...0.95), help: "the part of a window shared with the next"),
      OptionDescription(
        "flips", .boolean, help: "average over the four mirror images: four times the work"),
    ],
    example: """
      predictions:
        stage: unet-predictor
        from: window
        options: {model: truth, name: unet}
      """)

  public static func check(_ options: Options) -> [String] {
    var problems: [String] = []
    if options.name.isEmpty || options.name.hasPrefix(".") || options.name.contains("/") {
      problems.append("name: \"\(options.name)\" can't be the name of a folder")
    }
    guard options.window.isEmpty || options.window.count == 2,
      options.window.allSatisfy({ (0...16384).contains($0) })
    else { return problems + ["window: height and width in pixels, not \(options.window)"] }
    return problems
  }

  public static func resultNames(_ options: Options) -> [String]? { [options.name] }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let stage = UNetPredictor(options: options, environment: call.environment)
    return AnyLink(
      graph.transform(
        call.name, stage, from: try call.link("picture", as: Picture.self), call.settings),
      as: SliceMasks.elementType(keeps: .labels))
  }

  let options: Options
  let environment: LabelingEnvironment
  private let loaded = Loaded()

  /// The model, once the first slice needs it: a trainer of the same run may have made it just before.
  private final class Loaded: Sendable {
    let predictor = Mutex<Result<SlicePredictor, any Error>?>(nil)
  }

  init(options: Options, environment: LabelingEnvironment) {
    self.options = options
    self.environment = environment
  }

  private var path: String {
    options.model.contains("/")
      ? options.model : "\(environment.folder.model(options.model))/best.safetensors"
  }

  public var fingerprint: Fingerprint? {
    Fingerprint(
      Self.description.kind, options: options, without: ["model"], reads: .only(["image"]))
  }

  public func inputs(of group: String) -> [String: String] {
    ["model": (try? Digest.sha256(ofFile: path)) ?? "none"]
  }

  public func cost(of input: Extents) -> Cost {
    // The picture as floats, a probability for each of a few classes, the labels.
    Cost(item: input.pixels * (4 + 4 * 4 + 2))
  }

  public func process(_ picture: Picture) throws -> SliceMasks? {
    let predictor = try predictor()
    let context = picture.context
    let values = predictor.labels(
      of: picture.grey.pixels, rows: context.rows, columns: context.columns)
    return SliceMasks(
      context: context,
      sets: [
        SliceMasks.Set(
          name: options.name,
          labels: Plane(
            rows: context.rows, columns: context.columns, pixels: values.map(UInt16.init)),
          components: [])
      ], labelNames: predictor.model.labels)
  }

  private func predictor() throws -> SlicePredictor {
    try loaded.predictor.withLock { predictor in
      if let predictor { return try predictor.get() }
      let loading = Result { try load() }
      predictor = loading
      return try loading.get()
    }
  }

  private func load() throws -> SlicePredictor {
    guard FilePath.exists(path) else {
      throw StageError.option(
        stage: Self.description.kind,
        "there is no model at \(path); train one first, or give the path of a file")
    }
    let model = try SegmentationModel(checkpoint: path)
    let trained = (model.notes["sluice.crop"] ?? "").split(separator: " ").compactMap { Int($0) }
    let window = options.window.isEmpty ? trained : options.window
    var predictor = SlicePredictor(
      model,
      window: window.count == 2 && window.allSatisfy { $0 > 0 }
        ? ImageSize(height: window[0], width: window[1]) : nil,
      team: environment.team)
    predictor.overlap = options.overlap
    predictor.flips = options.flips
    return predictor
  }
}

public import Dataflow
import DurableFiles
public import GraphFile
import Training

/// Trains a UNet on samples.
public struct UNetTrainer: Sink, CatalogStage {
  public typealias Options = TrainingOptions

  public static let description = StageDescription(
    "unet-trainer", .sink,
    summary: "Trains a UNet on samples.",
    discussion: """
      models/<model>/ has best.safetensors, the weights of the epoch with the best Dice over the \
      validation volumes (of the last epoch without validation), last.safetensors, from which an \
      interrupted training goes on, and the learning curve as a table and a picture. The defaults are \
      the published study's, but for crop, batch and what suits a processor.
      """,
    inputs: [
      PortDescription(
        "samples", accepts: [SampleSet.elementType], isRequired: true, help: "what to train on")
    ],
    options: optionDescriptions,
    example: """
      unet:
        stage: unet-trainer
        from: truth
        options: {model: truth, epochs: 50, validation: [spleen_12, spleen_40]}
      """)

  public static func check(_ options: Options) -> [String] { options.problems }

  public static func places(
    _ options: Options, stage: String, results: [String]
  ) -> [OutputPlace] {
    [OutputPlace("models/\(options.model)", option: "model")]
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    // Before anything is made for a training that can't be.
    try options.checkStart()
    let training = TrainingFiles(
      folder: call.environment.folder.model(options.model), files: call.environment.files)
    if let earlier = try training.lastOptions() {
      try options.checkUnchanged(since: earlier, in: training.folder)
    }
    var settings = call.settings
    settings.executor = .compute
    graph.sink(
      call.name,
      UNetTrainer(options: options, environment: call.environment, name: call.name),
      from: try call.link("samples", as: SampleSet.self), settings)
    return nil
  }

  let options: Options
  let environment: LabelingEnvironment
  /// The stage's, under which it says what it is at.
  let name: String

  init(options: Options, environment: LabelingEnvironment, name: String = "unet-trainer") {
    self.options = options
    self.environment = environment
    self.name = name
  }

  /// A training that refuses other options leaves the one that is there.
  public var keepsEarlierResults: Bool { true }

  public var fingerprint: Fingerprint? {
    var fingerprint = Fingerprint(
      Self.description.kind, options: options, without: ["model", "start"])
    if let start = options.start {
      fingerprint.ingredients["start"] = (try? environment.models.digest(of: start)) ?? "none"
    }
    return fingerprint
  }

  public func diskBytes(of group: Extents) -> Int {
    let count = options.description(classes: 1).network.parameters
      .reduce(0) { $0 + $1.shape.reduce(1, *) }
    return count * 4 * 5
  }

  public func begin(_ group: Group) -> Writing {
    Writing(options: options, environment: environment, name: name)
  }

  /// One training.
  public struct Writing: GroupWriting {
    let options: TrainingOptions
    let environment: LabelingEnvironment
    let name: String
    public private(set) var published = Published()

    init(options: TrainingOptions, environment: LabelingEnvironment, name: String) {
      self.options = options
      self.environment = environment
      self.name = name
    }

    public mutating func write(_ samples: SampleSet, at index: Int) async throws {
      let (activity, name) = (environment.activity, name)
      defer { activity.set(name, nil) }
      let training = NetworkTraining(
        options: options, samples: samples,
        files: TrainingFiles(
          folder: environment.folder.model(options.model), files: environment.files),
        team: environment.team, logger: environment.logger,
        shouldStop: { activity.isAskedToStop }, onEpoch: { activity.set(name, $0) })
      published.files = try await training()
    }

    public func finish() {}

    // What was published last is whole, and the next attempt goes on from it.
    public func discard() {}
  }
}

extension UNetTrainer {
  private static var optionDescriptions: [OptionDescription] {
    func names<T: CaseIterable & RawRepresentable<String>>(_ type: T.Type) -> [String] {
      type.allCases.map(\.rawValue)
    }
    return [
      OptionDescription("model", .text, help: "what the network is called"),
      OptionDescription(
        "network", .choice(names(NetworkDescription.Kind.self)),
        help: "MONAI's UNet with residual units, or the plain one with two convolutions a level"),
      OptionDescription("channels", .integers(), help: "of each level, finest first"),
      OptionDescription(
        "residual-units", .integer(1...8), help: "convolutions in each residual unit"),
      OptionDescription("dropout", .number(0...0.99), help: "probability, for the unet"),
      OptionDescription("start", .file, help: "a model to begin with"),
      OptionDescription(
        "loss", .choice(names(TrainingOptions.LossName.self)), help: "what is minimised"),
      OptionDescription(
        "batch-dice", .boolean,
        help: "Dice of all slices of a batch as one: better where slices lack some of the classes"),
      OptionDescription("focal-gamma", .number(0...10), help: "of the focal loss"),
      OptionDescription(
        "optimiser", .choice(names(TrainingOptions.OptimiserName.self)),
        help: "how gradients change the weights"),
      OptionDescription("learning-rate", .number(0...100), help: "after any warm-up"),
      OptionDescription(
        "weight-decay", .number(0...1), help: "as torch's; its default is the optimiser's"),
      OptionDescription("momentum", .number(0...1), help: "of sgd, Nesterov's"),
      OptionDescription(
        "schedule", .choice(names(TrainingOptions.ScheduleName.self)),
        help: "how the learning rate falls"),
      OptionDescription(
        "schedule-epochs", .integer(1...1_000_000), unit: "epochs", help: "between steps"),
      OptionDescription("schedule-factor", .number(0...1), help: "of each step"),
      OptionDescription("schedule-power", .number(0...10), help: "of the polynomial"),
      OptionDescription(
        "warm-up-steps", .integer(0...10_000_000), unit: "steps",
        help: "over which the learning rate rises first"),
      OptionDescription(
        "clip-norm", .number(0...1_000_000), help: "the largest common norm of the gradients"),
      OptionDescription(
        "average-decay", .number(0...1),
        help: "keep a moving average of the weights, and predict with it"),
      OptionDescription("epochs", .integer(1...1_000_000), help: "at most"),
      OptionDescription("batch", .integer(1...4096), unit: "slices", help: "of a step"),
      OptionDescription(
        "crop", .integers(count: 2), unit: "pixels",
        help: "height and width of what is shown of a slice"),
      OptionDescription(
        "positive-share", .number(0...1), help: "crops around a labelled pixel, of all"),
      OptionDescription(
        "empty-slices", .number(0...100), help: "slices without label shown for each with one"),
      OptionDescription(
        "balance", .choice(names(TrainingOptions.BalanceName.self)),
        help: "whether rare classes are shown as often as common ones"),
      OptionDescription(
        "augmentation", .choice(names(TrainingOptions.AugmentationName.self)),
        help: "how slices are changed at random"),
      OptionDescription(
        "slices-per-epoch", .integer(1...100_000_000), unit: "slices",
        help: "instead of every labelled slice once"),
      OptionDescription(
        "weigh-slices", .boolean,
        help: "slices count by the predicted IoU of their masks; needs samples with weights"),
      OptionDescription(
        "training", .texts, help: "cases to train on; by default all but those for validation"),
      OptionDescription("validation", .texts, help: "cases to choose the best epoch by"),
      OptionDescription(
        "validate-every", .integer(1...1_000_000), unit: "epochs", help: "how often"),
      OptionDescription(
        "patience", .integer(1...1_000_000), unit: "epochs",
        help: "end early after so many without gain"),
      OptionDescription("labels", .integers(), help: "label values to train; all by default"),
      OptionDescription("seed", .integer(), help: "of everything that is drawn at random"),
      OptionDescription(
        "hu", .numbers(count: 2), unit: "HU",
        help: "the window of the pictures, kept in the model's file"),
      OptionDescription(
        "stretch", .choice(["min-max", "window"]), help: "as of the window stage, kept likewise"),
      OptionDescription(
        "orientation", .choice(["upright", "stored"]),
        help: "as of the volume-reader, kept likewise"),
    ]
  }
}

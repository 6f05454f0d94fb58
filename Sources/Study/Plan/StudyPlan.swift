public import GraphFile
public import Imaging

/// What a study compares, on which cases.
public struct StudyPlan: Sendable {
  public var tasks: [StudyTask]
  /// The SAM checkpoint.
  public var checkpoint: String
  /// The prompt kinds whose labels are scored. `training` is among them.
  public var kinds: [PromptKind]
  /// The prompt kind whose labels UNets are trained on.
  public var training: PromptKind
  /// Whether automatic mask generation is scored too, and with which options.
  public var everything: [GraphValue.Field]?
  /// Networks beside the two on ground truth and on SAM's labels.
  public var improvements: [StudyNetwork.Improvement]
  /// How often a network is trained on the labels of the one before.
  public var selfTrainingRounds: Int
  /// Options of every trainer.
  public var trainer: [GraphValue.Field]
  public var window: HUWindow
  public var orientation: SliceOrientation
  /// Of masks that `gated` keeps: predicted IoU and stability score.
  public var gate: (predictedIoU: Double, stability: Double)
  /// Probabilities that `ignored` leaves out, bounds included.
  public var unsure: (low: Double, high: Double)
  /// The overlap with a neighbouring slice that `consistent` asks for.
  public var minOverlapWithNeighbours: Double
  /// Pictures drawn of each case for each set of labels.
  public var overlaysPerCase: Int

  public init(
    tasks: [StudyTask], checkpoint: String, kinds: [PromptKind], training: PromptKind = .box,
    trainer: [GraphValue.Field] = []
  ) {
    self.tasks = tasks
    self.checkpoint = checkpoint
    self.kinds = kinds.contains(training) ? kinds : [training] + kinds
    self.training = training
    everything = nil
    improvements = []
    selfTrainingRounds = 0
    self.trainer = trainer
    window = .study
    orientation = .upright
    gate = (0.88, 0.95)
    unsure = (0.3, 0.7)
    minOverlapWithNeighbours = 0.1
    overlaysPerCase = 2
  }

  /// Options of the trainers that follow from the study's others.
  public static let takenTrainerOptions = [
    "model", "training", "validation", "hu", "orientation", "weigh-slices", "labels",
  ]

  /// Whether an epoch is chosen for every network; otherwise the last one is kept for some.
  var hasValidation: Bool {
    tasks.allSatisfy { $0.splits.allSatisfy { !$0.validation.isEmpty } }
  }

  /// The networks that are compared, in the order of their training.
  public var networks: [StudyNetwork] {
    [.truth, .pseudo] + improvements.map(StudyNetwork.improved)
      + (0..<selfTrainingRounds).map { .selfTraining($0 + 1) }
  }

  /// The sets of SAM's labels that are scored.
  public var promptSets: [String] {
    kinds.map(\.rawValue) + (everything == nil ? [] : ["everything"])
  }
}

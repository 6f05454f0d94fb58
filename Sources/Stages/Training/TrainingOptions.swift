public import GraphFile
public import Training

/// How a network is trained: the options of the trainer stage and of `sluice train`.
///
/// The defaults are the published study's, but for the crop, the batch and the number of epochs, which
/// suit a processor without a graphics card.
public struct TrainingOptions: StageOptions {
  public var model = "unet"
  public var network = NetworkDescription.Kind.residual
  public var channels = [32, 64, 128, 256, 512]
  public var residualUnits = 2
  public var dropout = 0.1
  public var start: String?

  public var loss = LossName.diceCrossEntropy
  public var batchDice = false
  public var focalGamma = 2.0
  public var optimiser = OptimiserName.adamW
  public var learningRate = 1e-2
  public var weightDecay: Double?
  public var momentum = 0.9
  public var schedule = ScheduleName.step
  public var scheduleEpochs = 50
  public var scheduleFactor = 0.1
  public var schedulePower = 0.9
  public var warmUpSteps = 0
  public var clipNorm: Double?
  public var averageDecay: Double?

  public var epochs = 200
  public var batch = 8
  public var crop: [Int] = [256, 256]
  public var positiveShare = 0.5
  public var emptySlices = 0.25
  public var balance = BalanceName.none
  public var augmentation = AugmentationName.standard
  public var slicesPerEpoch: Int?

  public var weighSlices = false
  public var training: [String] = []
  public var validation: [String] = []
  public var validateEvery = 1
  public var patience: Int?
  public var labels: [Int] = []
  public var seed = 1984

  public var hu: [Double] = [-175, 250]
  public var stretch = "min-max"
  public var orientation = "upright"

  public init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case model, network, channels, dropout, start, loss, optimiser, momentum, schedule, epochs,
      batch
    case crop, balance, augmentation, training, validation, patience, labels, seed, hu, stretch,
      orientation
    case residualUnits = "residual-units"
    case batchDice = "batch-dice"
    case focalGamma = "focal-gamma"
    case learningRate = "learning-rate"
    case weightDecay = "weight-decay"
    case scheduleEpochs = "schedule-epochs"
    case scheduleFactor = "schedule-factor"
    case schedulePower = "schedule-power"
    case warmUpSteps = "warm-up-steps"
    case clipNorm = "clip-norm"
    case averageDecay = "average-decay"
    case positiveShare = "positive-share"
    case emptySlices = "empty-slices"
    case slicesPerEpoch = "slices-per-epoch"
    case validateEvery = "validate-every"
    case weighSlices = "weigh-slices"
  }

  public enum LossName: String, Codable, Sendable, CaseIterable {
    case diceCrossEntropy = "dice+cross-entropy"
    case dice
    case crossEntropy = "cross-entropy"
    case focal
  }

  public enum OptimiserName: String, Codable, Sendable, CaseIterable {
    case adamW = "adamw"
    case adam
    case sgd
  }

  public enum ScheduleName: String, Codable, Sendable, CaseIterable {
    case constant
    case step
    case cosine
    case polynomial
  }

  public enum BalanceName: String, Codable, Sendable, CaseIterable {
    case none
    /// Every class is as often at a crop's centre as any other.
    case classes
  }

  public enum AugmentationName: String, Codable, Sendable, CaseIterable {
    case none
    case standard
    case strong
  }
}

extension TrainingOptions {
  /// The network for so many classes.
  func description(classes: Int) -> NetworkDescription {
    NetworkDescription(
      network, inChannels: 1, outChannels: classes == 1 ? 1 : classes + 1, channels: channels,
      residualUnits: residualUnits, dropout: dropout)
  }

  var lossFunction: SegmentationLoss {
    switch loss {
    case .diceCrossEntropy: .diceCrossEntropy
    case .dice: .dice
    case .crossEntropy: .crossEntropy
    case .focal: .focal(gamma: Float(focalGamma))
    }
  }

  var optimiserMethod: Optimiser {
    switch optimiser {
    case .adamW: .adamW(decay: Float(weightDecay ?? 0.01))
    case .adam: .adam(decay: Float(weightDecay ?? 0))
    case .sgd:
      .sgd(momentum: Float(momentum), nesterov: momentum > 0, decay: Float(weightDecay ?? 0))
    }
  }

  /// The learning rate at every step, of which an epoch has so many.
  func rate(stepsPerEpoch: Int) -> LearningRate {
    let total = max(1, epochs * stepsPerEpoch - warmUpSteps)
    let decay: LearningRate.Decay =
      switch schedule {
      case .constant: .none
      case .step: .step(every: max(1, scheduleEpochs * stepsPerEpoch), factor: scheduleFactor)
      case .cosine: .cosine(total: total, minimum: 0)
      case .polynomial: .polynomial(total: total, power: schedulePower)
      }
    return LearningRate(learningRate, decay, warmUp: warmUpSteps)
  }

  var preparation: SlicePreparation {
    SlicePreparation(window: hu, stretch: stretch, orientation: orientation)
  }

  /// What makes no sense, as sentences that begin with the option's name.
  var problems: [String] {
    var problems = description(classes: 1).problems
    func check(_ isFine: Bool, _ problem: String) { if !isFine { problems.append(problem) } }
    check(
      crop.count == 2 && crop.allSatisfy { (1...4096).contains($0) },
      "crop: height and width in pixels, 1 to 4096, not \(crop)")
    check(learningRate > 0, "learning-rate: must be above 0, not \(learningRate)")
    check(epochs >= 1 && batch >= 1, "epochs and batch: at least 1")
    let both = Set(training).intersection(validation).sorted()
    check(
      both.isEmpty,
      "training and validation: \(both.joined(separator: ", ")) is in both; a case that is trained on "
        + "can't choose the epoch")
    check(
      labels.allSatisfy { (1...254).contains($0) } && Set(labels).count == labels.count,
      "labels: values 1 to 254, each once, not \(labels)")
    if model.isEmpty || model.contains("/") || model.hasPrefix(".") {
      problems.append("model: a name for a folder, not “\(model)”")
    }
    if crop.count == 2, problems.isEmpty {
      let multiple = description(classes: 1).network.sizeMultiple
      check(
        crop.allSatisfy { $0 % multiple == 0 },
        "crop: \(crop[0]) × \(crop[1]) isn't a multiple of \(multiple), by which the network halves "
          + "pictures; take \(crop.map { ($0 + multiple - 1) / multiple * multiple })")
    }
    return problems
  }
}

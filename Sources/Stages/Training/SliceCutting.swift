import Training

/// Reads a slice and makes of it what a network is shown: cut to size around something, and changed at
/// random.
struct SliceCutting: Sendable {
  let options: TrainingOptions
  let samples: SampleSet
  private let cropping: CropSampling
  private let augmentation: Augmentation

  init(options: TrainingOptions, samples: SampleSet, classes: [Int]) {
    self.options = options
    self.samples = samples
    cropping = CropSampling(
      height: options.crop[0], width: options.crop[1], positiveShare: options.positiveShare,
      balancesClasses: options.balance == .classes)
    augmentation =
      switch options.augmentation {
      case .none: .none
      case .standard: .standard
      case .strong: .strong
      }
  }

  func callAsFunction(_ draw: TrainingSlices.Draw) throws -> TrainingSlice {
    guard let scan = samples[draw.reference.caseID] else {
      throw StageError.unusableCase(draw.reference.caseID, "it is not among \(samples.path)")
    }
    let sample = try scan.read(draw.reference.slice)
    let slice = TrainingSlice(
      height: scan.rows, width: scan.columns, image: sample.image.map { Float($0) / 255 },
      target: sample.target, confidence: sample.confidence)
    let cut = cropping(slice, seed: SplitMix64.seed(draw.seed, 1))
    var shown = augmentation(cut, seed: SplitMix64.seed(draw.seed, 2))
    if options.weighSlices { shown.weight = scan.weights?[draw.reference.slice] ?? 1 }
    return shown
  }
}

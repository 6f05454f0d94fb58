import Imaging
import SegmentAnything
import Tensors

/// Joins the masks of a slice's prompts to one plane of labels.
struct LabelAssembly {
  /// How many prompts are decoded in one go; bounds what their masks hold.
  static let promptsAtOnce = 16

  let size: ImageSize
  private let options: MaskDecoder.Options
  private let model: ModelLibrary.Model
  private let team: ThreadTeam
  private var labels: Plane<UInt16>
  private var bestLogits: Tensor
  /// The highest logit of each pixel, also below 0; `nil` if probabilities aren't kept.
  private var softLogits: Tensor?
  private var components: [(prompt: Int, component: ComponentMask)] = []

  init(
    size: ImageSize, options: MaskDecoder.Options, model: ModelLibrary.Model, team: ThreadTeam
  ) {
    self.size = size
    self.options = options
    self.model = model
    self.team = team
    labels = Plane(rows: size.height, columns: size.width, repeating: 0)
    bestLogits = Tensor(zeros: [size.height, size.width])
    if options.keep.hasSoft {
      softLogits = Tensor(
        [Float](repeating: -.infinity, count: labels.pixels.count),
        shape: [size.height, size.width])
    }
  }

  /// Takes the model's answers to the prompts for one component: one, or several that vote.
  ///
  /// - Parameter index: the place of the first of these prompts.
  mutating func add(
    _ predictions: [Prediction], of prompts: [Prompt], at index: Int, multimask: Bool
  ) throws {
    guard let prediction = predictions.first, let prompt = prompts.first else { return }
    let choice = choose(prediction.iouPredictions)
    var lowRes = prediction.lowResMasks.outermost(choice)
    var logits = try model.sam.upscaleMasks(lowRes, originalSize: size, team: team)
    var predictedIoU = prediction.iouPredictions[choice]
    if predictions.count > 1 {
      var (vote, lowResVote) = (MaskVote(logits), MaskVote(lowRes))
      for other in predictions.dropFirst() {
        let choice = choose(other.iouPredictions)
        let lowRes = other.lowResMasks.outermost(choice)
        vote.add(try model.sam.upscaleMasks(lowRes, originalSize: size, team: team))
        lowResVote.add(lowRes)
        predictedIoU += other.iouPredictions[choice]
      }
      (logits, lowRes) = (vote.logits, lowResVote.mean)
      predictedIoU /= Float(predictions.count)
    }
    let stability = Sam.stabilityScore(logits)[0]
    let rejection = rejection(predictedIoU: predictedIoU, stability: stability)
    if rejection == nil {
      LabelKernels.paint(
        UInt16(clamping: prompt.label), where: logits, onto: &labels.pixels, best: &bestLogits)
      if softLogits != nil { LabelKernels.raise(&softLogits!, to: logits) }
    }
    let component = ComponentMask(
      prompt: prompt, otherBoxes: prompts.dropFirst().compactMap(\.box),
      maskIndex: multimask ? choice + 1 : 0, predictedIoU: predictedIoU,
      stability: stability, pixels: LabelKernels.countPositive(logits), rejection: rejection,
      checkpoint: model.digest,
      lowResLogits: options.keep.hasLogits ? lowRes.float16Elements : nil,
      lowResShape: Array(lowRes.shape.suffix(2)),
      mask: options.keep.hasMasks
        ? Plane(rows: size.height, columns: size.width, pixels: LabelKernels.mask(logits)) : nil)
    components.append((index, component))
  }

  private func rejection(predictedIoU: Float, stability: Float) -> ComponentMask.Rejection? {
    if Double(predictedIoU) < options.minPredictedIoU { return .predictedIoU }
    return Double(stability) < options.minStability ? .stability : nil
  }

  /// The labels, without 2-D components that are too small.
  consuming func finish(name: String) -> SliceMasks.Set {
    if options.minPixels > 1 {
      labels = labels.removingComponents(under: options.minPixels)
    }
    return SliceMasks.Set(
      name: name, labels: labels,
      components: components.sorted { $0.prompt < $1.prompt }.map(\.component),
      probabilities: probabilities)
  }

  /// What was removed as too small is certain to be background.
  private var probabilities: Plane<UInt8>? {
    guard let softLogits else { return nil }
    var pixels = LabelKernels.probabilities(softLogits)
    for index in pixels.indices where pixels[index] >= 128 && labels.pixels[index] == 0 {
      pixels[index] = 0
    }
    return Plane(rows: size.height, columns: size.width, pixels: pixels)
  }

  /// The single mask, or one of three: the first, or the one that the model rates best.
  private func choose(_ ratings: [Float]) -> Int {
    guard options.mask == .best else { return 0 }
    return ratings.indices.max { ratings[$0] < ratings[$1] } ?? 0
  }
}

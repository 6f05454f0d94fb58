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
  }

  /// Takes the model's answer to one prompt.
  mutating func add(
    _ prediction: Prediction, of prompt: Prompt, at index: Int, multimask: Bool
  ) throws {
    let choice = choose(prediction.iouPredictions)
    let lowRes = prediction.lowResMasks.outermost(choice)
    let logits = try model.sam.upscaleMasks(lowRes, originalSize: size, team: team)
    let predictedIoU = prediction.iouPredictions[choice]
    let stability = Sam.stabilityScore(logits)[0]
    let rejection = rejection(predictedIoU: predictedIoU, stability: stability)
    if rejection == nil {
      LabelKernels.paint(
        UInt16(clamping: prompt.label), where: logits, onto: &labels.pixels, best: &bestLogits)
    }
    let component = ComponentMask(
      prompt: prompt, maskIndex: multimask ? choice + 1 : 0, predictedIoU: predictedIoU,
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
      components: components.sorted { $0.prompt < $1.prompt }.map(\.component))
  }

  /// The single mask, or one of three: the first, or the one that the model rates best.
  private func choose(_ ratings: [Float]) -> Int {
    guard options.mask == .best else { return 0 }
    return ratings.indices.max { ratings[$0] < ratings[$1] } ?? 0
  }
}

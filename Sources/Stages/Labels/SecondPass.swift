import Imaging
import SegmentAnything
import Tensors

/// Decodes prompts once more: with points where their masks were wrong, and with those masks'
/// logits, as `SamPredictor.predict` takes them for `mask_input`.
struct SecondPass {
  let sam: Sam
  /// `(C, h, w)`
  let embedding: Tensor
  /// The slice's.
  let size: ImageSize
  let team: ThreadTeam

  /// Replaces those predictions that have something to correct, and their prompts.
  ///
  /// - Parameters:
  ///   - predictions: the first masks, one of each.
  ///   - places: which prompts of the set they answer.
  func correct(
    _ predictions: inout [Prediction], of set: SlicePrompts.Set,
    at places: some Collection<Int>, prompts: inout [Prompt]
  ) throws {
    var wrong: [Int] = []
    for (index, place) in places.enumerated() {
      let logits = try sam.upscaleMasks(
        predictions[index].lowResMasks, originalSize: size, team: team)
      let mask = Plane(rows: size.height, columns: size.width, pixels: LabelKernels.mask(logits))
      guard let prompt = set.correctedPrompt(at: place, mask: mask) else { continue }
      prompts[index] = prompt
      wrong.append(index)
    }
    let corrected = try sam.predict(
      embedding: embedding, originalSize: size,
      prompts: wrong.map { index in
        var prompt = ImagePrompt(prompts[index])
        prompt.maskInput = predictions[index].lowResMasks
        return prompt
      }, multimask: false, team: team)
    for (index, prediction) in zip(wrong, corrected) { predictions[index] = prediction }
  }
}

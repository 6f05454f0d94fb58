import NN
import SegmentAnything
import Tensors
import Testing

@Suite("Predictions against the official implementation")
struct PredictionTests {
  static let models = ["sam-tiny", "sam-tiny-rect"]

  @Test(
    "every case: logits within 1e-3, IoU predictions within 1e-4, masks with IoU 0.999",
    .enabled(if: SharedFixtures.exist, SharedFixtures.skipped), arguments: models)
  func cases(model: String) throws {
    let fixture = try SamFixture(model)
    let team = ThreadTeam(threads: 2)
    let embedding = try fixture.expected("image/embedding")
    let boxMask = try fixture.expected("box/low_res").reshaped(
      [1] + fixture.expected("box/low_res").shape.suffix(2))
    for (name, prompt) in fixture.cases.sorted(by: { $0.key < $1.key }) {
      let predictions = try fixture.sam.predict(
        embedding: embedding, originalSize: fixture.image.size,
        prompts: prompt.prompts(maskInput: boxMask), multimask: prompt.multimask ?? false,
        team: team)
      let lowRes = Tensor.stacked(predictions.map(\.lowResMasks))
      let expectedLowRes = try fixture.expected("\(name)/low_res")
      #expect(lowRes.largestDifference(from: expectedLowRes) < 1e-3, "\(name): low_res")

      let iou = Tensor(
        predictions.flatMap(\.iouPredictions), shape: [predictions.flatMap(\.iouPredictions).count])
      let expectedIoU = try fixture.expected("\(name)/iou")
      #expect(
        iou.largestDifference(from: expectedIoU.reshaped([expectedIoU.count])) < 1e-4,
        "\(name): iou")

      let logits = Tensor.stacked(
        try predictions.map {
          try fixture.sam.upscaleMasks(
            $0.lowResMasks, originalSize: fixture.image.size, team: team)
        })
      let expectedLogits = try fixture.expected("\(name)/logits")
      #expect(logits.largestDifference(from: expectedLogits) < 1e-3, "\(name): logits")
      #expect(logits.maskIoU(with: expectedLogits) >= 0.999, "\(name): masks")
    }
  }
}

extension Tensor {
  /// Tensors of one shape, one after the other along a new first axis.
  static func stacked(_ tensors: [Tensor]) -> Tensor {
    Tensor(tensors.flatMap(\.elements), shape: [tensors.count] + (tensors.first?.shape ?? []))
  }
}

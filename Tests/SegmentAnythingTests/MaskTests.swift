import Foundation
import NN
import SegmentAnything
import Tensors
import Testing

@Suite("Masks")
struct MaskTests {
  @Test("the stability score counts what is surely in and possibly in")
  func stability() {
    let logits = Tensor(
      [
        2, 0.5, -0.5, -2,
        -3, -3, -3, -1,
        1.5, 2, 3, 4,
      ], shape: [3, 2, 2])
    #expect(Sam.stabilityScore(logits) == [1.0 / 3, 0, 1])
    #expect(Sam.stabilityScore(logits, maskThreshold: 1, thresholdOffset: 1)[2] == 0.5)
  }

  @Test("a prediction depends neither on the team nor on the other prompts: the same bits")
  func independent() throws {
    let sam = try SyntheticSam.sam()
    let embedding = SyntheticSam.noise([16, 4, 4], seed: 5)
    let mask = SyntheticSam.noise([1, 16, 16], seed: 6)
    let size = ImageSize(height: 40, width: 64)
    let prompts = (0..<6).map { index -> ImagePrompt in
      var prompt = ImagePrompt()
      for point in 0..<index {
        prompt.points.append(ImagePoint(x: Double(3 * point), y: Double(7 * index)))
        prompt.pointLabels.append(point % 2 == 0 ? .foreground : .background)
      }
      if index % 3 == 0 { prompt.box = ImageBox(x0: 2, y0: 3, x1: 30, y1: Double(20 + index)) }
      if index == 4 { prompt.maskInput = mask }
      return prompt
    }
    func bits(_ prompts: [ImagePrompt], threads: Int) throws -> [[UInt32]] {
      try sam.predict(
        embedding: embedding, originalSize: size, prompts: prompts, multimask: true,
        team: ThreadTeam(threads: threads)
      ).map { ($0.lowResMasks.elements + $0.iouPredictions).map(\.bitPattern) }
    }
    let together = try bits(prompts, threads: 1)
    #expect(Set(together).count == prompts.count)
    for threads in [2, 3, 5] { #expect(try bits(prompts, threads: threads) == together) }
    for (index, prompt) in prompts.enumerated() {
      #expect(try bits([prompt], threads: 2) == [together[index]])
    }
  }

  @Test("the single mask is the decoder's first, multimask the other three")
  func maskChoice() throws {
    let sam = try SyntheticSam.sam()
    let prompt = ImagePrompt(points: [ImagePoint(x: 5, y: 6)], pointLabels: [.foreground])
    func predict(multimask: Bool) throws -> Prediction {
      try sam.predict(
        embedding: SyntheticSam.noise([16, 4, 4], seed: 5),
        originalSize: ImageSize(height: 40, width: 64), prompts: [prompt], multimask: multimask,
        team: ThreadTeam(threads: 1))[0]
    }
    let (single, multi) = (try predict(multimask: false), try predict(multimask: true))
    #expect(single.lowResMasks.shape == [1, 16, 16])
    #expect(multi.lowResMasks.shape == [3, 16, 16])
    #expect(single.iouPredictions.count == 1)
    #expect(multi.iouPredictions.count == 3)
    #expect(Array(multi.lowResMasks.elements.prefix(256)) != single.lowResMasks.elements)
  }

  @Test("MedSAM's masks are where its interpolated probability is above one half")
  func medSAM() throws {
    let sam = try SyntheticSam.sam(preprocessing: .medSAM)
    let lowRes = Tensor(
      SyntheticSam.noise([2, 16, 16], seed: 8).elements.map { $0 * 80 }, shape: [2, 16, 16])
    let size = ImageSize(height: 37, width: 50)
    let team = ThreadTeam(threads: 1)
    let logits = try sam.upscaleMasks(lowRes, originalSize: size, team: team)
    let probabilities = BilinearResize(from: ImageSize(height: 16, width: 16), to: size)(
      Tensor(lowRes.elements.map { 1 / (1 + exp(-$0)) }, shape: lowRes.shape), team: team)
    #expect(logits.elements.allSatisfy { $0.isFinite })
    #expect(logits.elements.map { $0 > 0 } == probabilities.elements.map { $0 > 0.5 })
  }
}

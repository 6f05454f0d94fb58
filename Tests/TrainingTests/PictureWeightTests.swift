import Autograd
import Tensors
import Testing

@testable import Training

/// How much a picture counts in the loss.
struct PictureWeightTests {
  private static let losses: [SegmentationLoss] = [
    .dice, .crossEntropy, .diceCrossEntropy, .focal(gamma: 2),
  ]

  /// Pictures `(N, 2, 4, 4)` that are all different.
  private func values(_ pictures: [Int], scale: Float) -> Tensor {
    Tensor(
      pictures.flatMap { picture in
        (0..<32).map { scale * Float((picture * 37 + $0 * 11) % 19 - 9) / 9 }
      }, shape: [pictures.count, 2, 4, 4])
  }

  private func loss(
    _ loss: SegmentationLoss, _ activation: SegmentationLoss.Activation, _ pictures: [Int],
    weights: [Float]? = nil, pixels: Tensor? = nil
  ) -> Float {
    let tape = Tape(team: ThreadTeam(threads: 1))
    var target = values(pictures, scale: 1)
    target = Tensor(target.elements.map { $0 > 0 ? 1 : 0 }, shape: target.shape)
    return loss(
      tape.variable(values(pictures, scale: 2)), target: tape.constant(target),
      weight: pixels.map(tape.constant),
      pictureWeight: weights.map { tape.constant(Tensor($0, shape: [$0.count, 1, 1, 1])) },
      activation
    ).value.elements[0]
  }

  @Test(arguments: losses, [SegmentationLoss.Activation.sigmoid, .softmax])
  func aPictureOfNoWeightIsNotThere(
    _ loss: SegmentationLoss, _ activation: SegmentationLoss.Activation
  ) {
    let without = self.loss(loss, activation, [1, 3])
    let with = self.loss(loss, activation, [1, 2, 3], weights: [1, 0, 1])
    #expect(abs(with - without) < 1e-6)
    #expect(abs(self.loss(loss, activation, [1, 2, 3]) - without) > 1e-4)
    #expect(self.loss(loss, activation, [1, 2], weights: [0, 0]) == 0)
  }

  @Test(arguments: losses, [SegmentationLoss.Activation.sigmoid, .softmax])
  func twiceTheWeightIsThePictureTwice(
    _ loss: SegmentationLoss, _ activation: SegmentationLoss.Activation
  ) {
    let twice = self.loss(loss, activation, [1, 2, 2])
    #expect(abs(self.loss(loss, activation, [1, 2], weights: [0.5, 1]) - twice) < 1e-6)
  }

  @Test func pixelsHaveWeightsToo() {
    var pixels = [Float](repeating: 1, count: 3 * 16)
    for pixel in 0..<8 { pixels[16 + pixel] = 0 }
    let all = Tensor(pixels, shape: [3, 1, 4, 4])
    let rest = Tensor(Array(pixels[..<16] + pixels[32...]), shape: [2, 1, 4, 4])
    for loss in Self.losses {
      let without = self.loss(loss, .sigmoid, [1, 3], pixels: rest)
      let with = self.loss(loss, .sigmoid, [1, 2, 3], weights: [1, 0, 1], pixels: all)
      #expect(abs(with - without) < 1e-6)
    }
  }
}

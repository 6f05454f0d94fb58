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
    weights: [Float]? = nil, pixels: Tensor? = nil, overBatch: Bool = false
  ) -> Float {
    let tape = Tape(team: ThreadTeam(threads: 1))
    var target = values(pictures, scale: 1)
    target = Tensor(target.elements.map { $0 > 0 ? 1 : 0 }, shape: target.shape)
    return loss(
      tape.variable(values(pictures, scale: 2)), target: tape.constant(target),
      weight: pixels.map(tape.constant),
      pictureWeight: weights.map { tape.constant(Tensor($0, shape: [$0.count, 1, 1, 1])) },
      overBatch: overBatch,
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

  /// Over a batch Dice is that of one picture in which all lie beside each other.
  @Test(arguments: [SegmentationLoss.Activation.sigmoid, .softmax])
  func diceOverABatchIsThatOfOnePicture(_ activation: SegmentationLoss.Activation) {
    let pictures = [1, 2, 3]
    func beside(_ tensor: Tensor) -> Tensor {
      // (3, 2, 4, 4) as (1, 2, 12, 4).
      let elements = tensor.elements
      var beside: [Float] = []
      for channel in 0..<2 {
        for picture in 0..<3 {
          let start = (picture * 2 + channel) * 16
          beside += elements[start..<start + 16]
        }
      }
      return Tensor(beside, shape: [1, 2, 12, 4])
    }
    let tape = Tape(team: ThreadTeam(threads: 1))
    let target = Tensor(
      values(pictures, scale: 1).elements.map { $0 > 0 ? 1 : 0 }, shape: [3, 2, 4, 4])
    let one = SegmentationLoss.dice(
      tape.variable(beside(values(pictures, scale: 2))), target: tape.constant(beside(target)),
      activation
    ).value.elements[0]
    let batch = loss(.dice, activation, pictures, overBatch: true)
    #expect(abs(batch - one) < 1e-6)
    #expect(abs(batch - loss(.dice, activation, pictures)) > 1e-4)
    // Of no weight is as not there, here too.
    let with = loss(.dice, activation, [1, 2, 3], weights: [1, 0, 1], overBatch: true)
    let without = loss(.dice, activation, [1, 3], overBatch: true)
    #expect(abs(with - without) < 1e-6)
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

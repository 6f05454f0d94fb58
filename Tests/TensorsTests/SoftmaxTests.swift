import Foundation
import Tensors
import Testing

func exactSoftmax(_ row: [Double], scale: Double = 1) -> [Double] {
  let top = row.max()!
  let powers = row.map { exp(scale * ($0 - top)) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}

@Suite struct SoftmaxTests {
  @Test(arguments: [[1, 1], [5, 3], [9, 16], [40, 4096], [70, 1001]])
  func matchesItsDefinition(shape: [Int]) throws {
    let x = noise(shape)
    let y = try #require(sameForEveryTeam { Kernels.softmax(x, scale: 20, team: $0) })
    let values = x.doubles
    for row in 0..<shape[0] {
      let range = row * shape[1]..<(row + 1) * shape[1]
      let reference = exactSoftmax(Array(values[range]), scale: 20)
      for (found, expected) in zip(y.elements[range], reference) {
        #expect(abs(Double(found) - expected) <= 4e-6 * expected + 1e-37)
      }
    }
  }

  @Test func minusInfinityGetsNothingAndLargeScoresDoNotOverflow() {
    let x = Tensor([-.infinity, 3e38, 3e38, -3e38], shape: [1, 4])
    let y = Kernels.softmax(x, team: ThreadTeam(threads: 1))
    #expect(y.elements == [0, 0.5, 0.5, 0])
  }
}

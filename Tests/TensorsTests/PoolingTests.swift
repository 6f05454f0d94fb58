import Tensors
import Testing

@Suite struct PoolingTests {
  @Test(
    arguments: [[1, 1, 2, 2], [2, 3, 5, 7], [1, 2, 33, 66], [2, 2, 6, 34], [1, 1, 9, 3]], [1, 2, 3])
  func poolsMatchTheirDefinition(shape: [Int], size: Int) throws {
    guard min(shape[2], shape[3]) >= size else { return }
    let x = noise(shape)
    let (height, width) = (shape[2], shape[3])
    let out = [shape[0], shape[1], height / size, width / size]
    let dy = noise(out, seed: 2)
    let largest = try #require(sameForEveryTeam { Kernels.maxPool(x, size: size, team: $0).y })
    let mean = try #require(sameForEveryTeam { Kernels.averagePool(x, size: size, team: $0) })
    let dLargest = try #require(
      sameForEveryTeam {
        Kernels.maxPoolBackward(
          dy, places: Kernels.maxPool(x, size: size, team: $0).places, inputShape: shape,
          size: size, team: $0)
      })
    let dMean = try #require(
      sameForEveryTeam {
        Kernels.averagePoolBackward(dy, inputShape: shape, size: size, team: $0)
      })
    let values = x.elements
    var expected = (largest: [Float](), mean: [Double]())
    var dExpected = (
      largest: [Float](repeating: 0, count: x.count), mean: [Double](repeating: 0, count: x.count)
    )
    for (index, gradient) in dy.elements.enumerated() {
      let (plane, i, j) = (index / (out[2] * out[3]), index / out[3] % out[2], index % out[3])
      let square = (0..<size * size).map {
        (plane * height + i * size + $0 / size) * width + j * size + $0 % size
      }
      let best = square.max { values[$0] < values[$1] }!
      expected.largest.append(values[best])
      dExpected.largest[best] += gradient
      expected.mean.append(square.reduce(0) { $0 + Double(values[$1]) } / Double(size * size))
      for place in square { dExpected.mean[place] += Double(gradient) / Double(size * size) }
    }
    // A difference of long arrays would take minutes to print.
    let isEqual = largest.elements == expected.largest
    let isEqualBackwards = dLargest.elements == dExpected.largest
    #expect(largest.shape == out && isEqual && isEqualBackwards)
    #expect(largestDifference(mean, expected.mean) < 1e-6)
    #expect(largestDifference(dMean, dExpected.mean) < 1e-6)
  }

  @Test func ofEqualValuesTheFirstCounts() {
    let team = ThreadTeam(threads: 1)
    for width in [2, 64] {
      let x = Tensor(zeros: [1, 1, 2, width])
      let (_, places) = Kernels.maxPool(x, size: 2, team: team)
      let dx = Kernels.maxPoolBackward(
        Tensor(repeating: 1, shape: [1, 1, 1, width / 2]), places: places, inputShape: x.shape,
        size: 2, team: team)
      #expect(dx.elements == (0..<2 * width).map { $0 < width && $0 % 2 == 0 ? 1 : 0 })
    }
  }
}

import Tensors
import Testing

@Suite struct ConvTests {
  struct Case: Sendable {
    var input: [Int]
    var outputs: Int
    var kernel: [Int]
    var stride = 1
    var padding = 0
  }

  @Test(arguments: [
    Case(input: [3, 32, 48], outputs: 20, kernel: [16, 16], stride: 16),
    Case(input: [7, 9, 33], outputs: 5, kernel: [1, 1]),
    Case(input: [6, 20, 21], outputs: 4, kernel: [3, 3], padding: 1),
    Case(input: [40, 25, 26], outputs: 9, kernel: [3, 3], stride: 2, padding: 1),
    Case(input: [1, 8, 8], outputs: 3, kernel: [2, 2], stride: 2),
    Case(input: [2, 5, 4], outputs: 2, kernel: [3, 2], stride: 1, padding: 2),
    Case(input: [1, 1, 1], outputs: 1, kernel: [3, 3], stride: 3, padding: 1),
  ])
  func matchesItsDefinition(_ c: Case) throws {
    let x = noise(c.input)
    let weight = noise([c.outputs, c.input[0]] + c.kernel, seed: 2)
    let bias = noise([c.outputs], seed: 3)
    let y = try #require(
      sameForEveryTeam {
        Kernels.conv2d(
          x, weight: weight, bias: bias, stride: c.stride, padding: c.padding, team: $0)
      })
    let (values, factors) = (x.doubles, weight.doubles)
    let (channels, height, width) = (c.input[0], c.input[1], c.input[2])
    let outHeight = (height + 2 * c.padding - c.kernel[0]) / c.stride + 1
    let outWidth = (width + 2 * c.padding - c.kernel[1]) / c.stride + 1
    #expect(y.shape == [c.outputs, outHeight, outWidth])
    var reference: [Double] = []
    for (o, b) in bias.doubles.enumerated() {
      for i in 0..<outHeight {
        for j in 0..<outWidth {
          var sum = b
          for channel in 0..<channels {
            for dy in 0..<c.kernel[0] {
              for dx in 0..<c.kernel[1] {
                let (row, column) = (i * c.stride + dy - c.padding, j * c.stride + dx - c.padding)
                guard 0..<height ~= row, 0..<width ~= column else { continue }
                let factor = ((o * channels + channel) * c.kernel[0] + dy) * c.kernel[1] + dx
                sum += values[(channel * height + row) * width + column] * factors[factor]
              }
            }
          }
          reference.append(sum)
        }
      }
    }
    #expect(largestDifference(y, reference) < 2e-7 * Double(channels * c.kernel[0] * c.kernel[1]))
  }

  @Test(arguments: [[1, 1, 1, 1], [5, 3, 7, 2], [64, 30, 41, 16], [3, 4, 5, 6]], [1, 2, 3])
  func transposedMatchesItsDefinition(sizes: [Int], s: Int) throws {
    let (channels, height, width, outputs) = (sizes[0], sizes[1], sizes[2], sizes[3])
    let x = noise([channels, height, width])
    let weight = noise([channels, outputs, s, s], seed: 2)
    let bias = noise([outputs], seed: 3)
    let y = try #require(
      sameForEveryTeam { Kernels.convTranspose2d(x, weight: weight, bias: bias, team: $0) })
    #expect(y.shape == [outputs, s * height, s * width])
    let (values, factors, offsets) = (x.doubles, weight.doubles, bias.doubles)
    var reference: [Double] = []
    for o in 0..<outputs {
      for i in 0..<s * height {
        for j in 0..<s * width {
          reference.append(
            (0..<channels).reduce(offsets[o]) { sum, channel in
              let source = (channel * height + i / s) * width + j / s
              let factor = ((channel * outputs + o) * s + i % s) * s + j % s
              return sum + values[source] * factors[factor]
            })
        }
      }
    }
    #expect(largestDifference(y, reference) < 2e-7 * Double(channels + 1))
  }

  @Test func aMissingBiasIsZero() {
    let x = noise([2, 4, 4])
    let weight = noise([3, 2, 3, 3], seed: 2)
    let team = ThreadTeam(threads: 1)
    let without = Kernels.conv2d(x, weight: weight, bias: nil, padding: 1, team: team)
    let zeros = Kernels.conv2d(
      x, weight: weight, bias: Tensor(zeros: [3]), padding: 1, team: team)
    #expect(without.elements == zeros.elements)
  }
}

import Tensors
import Testing

@Suite struct NormTests {
  static let tolerance = 2e-6

  @Test(arguments: [[1, 1], [3, 7], [100, 96], [50, 768], [70, 1000]])
  func layerNormMatchesItsDefinition(shape: [Int]) throws {
    let x = noise(shape)
    let gain = noise([shape[1]], seed: 2)
    let bias = noise([shape[1]], seed: 3)
    let y = try #require(
      sameForEveryTeam {
        Kernels.layerNorm(x, gain: gain, bias: bias, epsilon: 1e-6, team: $0)
      })
    let values = x.doubles
    let reference = (0..<shape[0]).flatMap { row in
      normalised(Array(values[row * shape[1]..<(row + 1) * shape[1]]), gain, bias)
    }
    #expect(largestDifference(y, reference) < Self.tolerance)
  }

  @Test(arguments: [[1, 1, 1], [4, 3, 5], [33, 9, 31], [256, 16, 16]])
  func layerNorm2dMatchesItsDefinition(shape: [Int]) throws {
    let x = noise(shape)
    let gain = noise([shape[0]], seed: 2)
    let bias = noise([shape[0]], seed: 3)
    let y = try #require(
      sameForEveryTeam {
        Kernels.layerNorm2d(x, gain: gain, bias: bias, epsilon: 1e-6, team: $0)
      })
    let values = x.doubles
    let positions = shape[1] * shape[2]
    var reference = [Double](repeating: 0, count: values.count)
    for p in 0..<positions {
      let column = (0..<shape[0]).map { values[$0 * positions + p] }
      for (c, value) in normalised(column, gain, bias).enumerated() {
        reference[c * positions + p] = value
      }
    }
    #expect(y.shape == shape)
    #expect(largestDifference(y, reference) < Self.tolerance)
  }

  private func normalised(_ values: [Double], _ gain: Tensor, _ bias: Tensor) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
    let deviation = (variance + 1e-6).squareRoot()
    return zip(values, zip(gain.doubles, bias.doubles)).map { value, affine in
      (value - mean) / deviation * affine.0 + affine.1
    }
  }
}

import Tensors
import Testing

@Suite struct PlaneNormTests {
  @Test(
    arguments: [[1, 1, 1, 2], [2, 3, 5, 7], [3, 2, 4, 16], [1, 5, 33, 31]],
    [PlaneNormKind.instance, .batch])
  func normsMatchTheirDefinition(shape: [Int], kind: PlaneNormKind) throws {
    let (x, dy) = (noise(shape), noise(shape, seed: 2))
    let (gain, bias) = (noise([shape[1]], seed: 3), noise([shape[1]], seed: 4))
    let (epsilon, slope) = (0.01, 0.25)
    let y = try #require(
      sameForEveryTeam { team in
        Kernels.planeNorm(
          x, kind, Kernels.planeStatistics(x, kind, team: team), gain: gain, bias: bias,
          epsilon: Float(epsilon), slope: Float(slope), team: team)
      })
    let gradients = { (team: ThreadTeam) in
      Kernels.planeNormBackward(
        x, dy, kind, Kernels.planeStatistics(x, kind, team: team), gain: gain, bias: bias,
        epsilon: Float(epsilon), slope: Float(slope), team: team)
    }
    let dx = try #require(sameForEveryTeam { gradients($0).x })
    let dGain = try #require(sameForEveryTeam { gradients($0).gain })
    let dBias = try #require(sameForEveryTeam { gradients($0).bias })

    let area = shape[2] * shape[3]
    let planes = (0..<shape[0] * shape[1]).map { $0 * area..<($0 + 1) * area }
    let groups =
      kind == .instance
      ? planes.map { Array($0) }
      : (0..<shape[1]).map { channel in
        planes.indices.filter { $0 % shape[1] == channel }.flatMap { Array(planes[$0]) }
      }
    var expected = (
      y: [Double](repeating: 0, count: x.count), dx: [Double](repeating: 0, count: x.count),
      gain: [Double](repeating: 0, count: shape[1]), bias: [Double](repeating: 0, count: shape[1])
    )
    let (values, factors) = (x.doubles, dy.doubles)
    for group in groups {
      let channel = group[0] / area % shape[1]
      let count = Double(group.count)
      let mean = group.reduce(0) { $0 + values[$1] } / count
      let variance = group.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / count
      let deviation = (variance + epsilon).squareRoot()
      let g = gain.doubles[channel]
      var (plain, weighted) = (0.0, 0.0)
      var upstream: [Int: Double] = [:]
      for place in group {
        let normal = (values[place] - mean) / deviation
        let before = normal * g + bias.doubles[channel]
        expected.y[place] = before > 0 ? before : slope * before
        let d = before > 0 ? factors[place] : slope * factors[place]
        upstream[place] = d
        plain += d
        weighted += d * normal
      }
      expected.gain[channel] += weighted
      expected.bias[channel] += plain
      for place in group {
        let normal = (values[place] - mean) / deviation
        expected.dx[place] =
          g / deviation * (upstream[place]! - plain / count - normal * weighted / count)
      }
    }
    #expect(largestDifference(y, expected.y) < 5e-6)
    #expect(relativeDifference(dx, expected.dx) < 2e-5)
    #expect(relativeDifference(dGain, expected.gain) < 1e-5)
    #expect(relativeDifference(dBias, expected.bias) < 1e-5)
  }
}

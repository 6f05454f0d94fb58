import Tensors
import Testing

@Suite struct TokensTests {
  private func packed(_ outer: Int, _ inner: Int, seed: UInt64) -> (
    layer: Kernels.PackedLinear, weight: [Double], bias: [Double]
  ) {
    let weight = noise([outer, inner], seed: seed)
    let bias = noise([outer], seed: seed + 100)
    return (.init(weight: weight, bias: bias), weight.doubles, bias.doubles)
  }

  private func norm(_ width: Int, seed: UInt64) -> Kernels.NormParameters {
    .init(
      gain: noise([width], seed: seed), bias: noise([width], seed: seed + 1), epsilon: 1e-6)
  }

  /// Beside the kernels' own norm, which `NormTests` checks.
  private func normed(_ x: Tensor, _ norm: Kernels.NormParameters, _ team: ThreadTeam) -> Tensor {
    Kernels.layerNorm(x, gain: norm.gain, bias: norm.bias, epsilon: norm.epsilon, team: team)
  }

  /// Widths that are not multiples of a panel, and depths beyond one visit of the sums.
  @Test(arguments: [[1, 1, 1], [3, 5, 7], [113, 40, 33], [15, 800, 49], [225, 96, 288]])
  func normedLinearMatchesItsDefinition(sizes: [Int]) throws {
    let (rows, inner, outer) = (sizes[0], sizes[1], sizes[2])
    let x = noise([rows, inner])
    let norm = norm(inner, seed: 5)
    let linear = packed(outer, inner, seed: 2)
    let y = try #require(
      sameForEveryTeam { team in
        var y = Tensor(repeating: .nan, shape: [rows, outer])
        Kernels.normedLinear(x, norm: norm, linear: linear.layer, into: &y, team: team)
        return y
      })
    let input = normed(x, norm, ThreadTeam(threads: 1)).doubles
    let reference = TensorsTests.linear(input, linear.weight, linear.bias, inner: inner)
    #expect(largestDifference(y, reference) < MatMulTests.tolerance(inner: inner) + 1e-6)
  }

  @Test(arguments: [[1, 3, 5], [130, 48, 192], [40, 401, 900]])
  func projectAndMLPMatchesItsDefinition(sizes: [Int]) throws {
    let (rows, width, hidden) = (sizes[0], sizes[1], sizes[2])
    let attended = noise([rows, width])
    let start = noise([rows, width], seed: 9)
    let projection = packed(width, width, seed: 2)
    let norm = norm(width, seed: 5)
    let lin1 = packed(hidden, width, seed: 3)
    let lin2 = packed(width, hidden, seed: 4)
    let x = try #require(
      sameForEveryTeam { team in
        var x = start
        Kernels.projectAndMLP(
          attended, projection: projection.layer, norm: norm, lin1: lin1.layer, lin2: lin2.layer,
          onto: &x, team: team)
        return x
      })
    let summed = zip(
      start.doubles,
      linear(attended.doubles, projection.weight, projection.bias, inner: width)
    ).map(+)
    let input = normed(
      Tensor(summed.map(Float.init), shape: [rows, width]), norm, ThreadTeam(threads: 1))
    let middle = linear(input.doubles, lin1.weight, lin1.bias, inner: width).map(exactGELU)
    let end = linear(middle, lin2.weight, lin2.bias, inner: hidden)
    // Sums of `hidden` products of magnitude up to some tens.
    #expect(largestDifference(x, zip(summed, end).map(+)) < 2e-6 * Double(hidden + width))
  }

  @Test func rowsAreTheSameBitsHoweverManyAreComputedAtATime() {
    let (inner, outer) = (500, 70)
    let linear = packed(outer, inner, seed: 2)
    let norm = norm(inner, seed: 5)
    let team = ThreadTeam(threads: 1)
    let x = noise([20, inner])
    var all = Tensor(zeros: [20, outer])
    Kernels.normedLinear(x, norm: norm, linear: linear.layer, into: &all, team: team)
    for row in 0..<20 {
      let one = Tensor(Array(x.elements[row * inner..<(row + 1) * inner]), shape: [1, inner])
      var y = Tensor(zeros: [1, outer])
      Kernels.normedLinear(one, norm: norm, linear: linear.layer, into: &y, team: team)
      #expect(y.elements == Array(all.elements[row * outer..<(row + 1) * outer]))
    }
  }
}

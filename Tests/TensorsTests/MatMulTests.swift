import Tensors
import Testing

@Suite struct MatMulTests {
  /// Float sums of k products in -1...1: k half-ulps of the largest partial sum, generously.
  static func tolerance(inner: Int) -> Double { 2e-7 * Double(inner) }

  @Test(arguments: [[1, 1, 1], [3, 5, 7], [257, 33, 770], [300, 64, 16], [17, 128, 1537]])
  func linearMatchesItsDefinition(sizes: [Int]) throws {
    let (rows, inner, outer) = (sizes[0], sizes[1], sizes[2])
    let x = noise([rows, inner])
    let weight = noise([outer, inner], seed: 2)
    let bias = noise([outer], seed: 3)
    let y = try #require(
      sameForEveryTeam { Kernels.linear(x, weight: weight, bias: bias, team: $0) })
    #expect(y.shape == [rows, outer])
    let reference = linear(x.doubles, weight.doubles, bias.doubles, inner: inner)
    #expect(largestDifference(y, reference) < Self.tolerance(inner: inner))
  }

  @Test func linearKeepsLeadingAxesAndNeedsNoBias() {
    let x = noise([2, 3, 4])
    let weight = noise([5, 4], seed: 2)
    let y = Kernels.linear(x, weight: weight, bias: nil, team: ThreadTeam(threads: 1))
    #expect(y.shape == [2, 3, 5])
    let reference = linear(x.doubles, weight.doubles, [Double](repeating: 0, count: 5), inner: 4)
    #expect(largestDifference(y, reference) < Self.tolerance(inner: 4))
  }

  @Test func epiloguesFollowTheBias() {
    let (rows, inner, outer) = (9, 20, 37)
    let x = noise([rows, inner])
    let weight = noise([outer, inner], seed: 2)
    let bias = noise([outer], seed: 3)
    let other = noise([rows, outer], seed: 4)
    let team = ThreadTeam(threads: 2)
    let plain = linear(x.doubles, weight.doubles, bias.doubles, inner: inner)
    let run = { Kernels.linear(x, weight: weight, bias: bias, then: $0, team: team) }
    #expect(largestDifference(run(.relu), plain.map { max($0, 0) }) < 1e-5)
    #expect(largestDifference(run(.gelu), plain.map(exactGELU)) < 1e-5)
    #expect(largestDifference(run(.add(other)), zip(plain, other.doubles).map(+)) < 1e-5)
  }

  @Test(arguments: [[1, 1, 1], [7, 3, 5], [260, 40, 900]])
  func matmulMatchesItsDefinition(sizes: [Int]) throws {
    let (m, k, n) = (sizes[0], sizes[1], sizes[2])
    let a = noise([m, k])
    let b = noise([k, n], seed: 2)
    let c = try #require(sameForEveryTeam { Kernels.matmul(a, b, team: $0) })
    let (x, y) = (a.doubles, b.doubles)
    let reference = (0..<m * n).map { index in
      (0..<k).reduce(0.0) { $0 + x[index / n * k + $1] * y[$1 * n + index % n] }
    }
    #expect(c.shape == [m, n])
    #expect(largestDifference(c, reference) < Self.tolerance(inner: k))
  }

  @Test func openBLASNamesItsKernels() {
    #expect(!BLAS.kernelName.isEmpty)
    #expect(BLAS.configuration.contains("OpenBLAS"))
  }
}

func linear(_ x: [Double], _ weight: [Double], _ bias: [Double], inner: Int) -> [Double] {
  let outer = bias.count
  return (0..<x.count / inner * outer).map { index in
    let (row, column) = (index / outer, index % outer)
    return (0..<inner).reduce(bias[column]) {
      $0 + x[row * inner + $1] * weight[column * inner + $1]
    }
  }
}

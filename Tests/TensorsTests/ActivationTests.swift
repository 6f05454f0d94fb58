import Foundation
import Tensors
import Testing

func exactGELU(_ x: Double) -> Double { x * 0.5 * (1 + erf(x / 2.0.squareRoot())) }

@Suite struct ActivationTests {
  let team = ThreadTeam(threads: 2)

  @Test func geluIsWithinOneMillionthOnTheWholeLine() {
    let steps = 400_003
    let x = Tensor((0..<steps).map { Float($0 - steps / 2) / 20_000 }, shape: [steps])
    let y = Kernels.gelu(x, team: team)
    #expect(largestDifference(y, x.doubles.map(exactGELU)) < 1e-6)
    let far = Kernels.gelu(Tensor([-1e30, 1e30, 0], shape: [3]), team: team)
    #expect(far.elements == [0, 1e30, 0])
  }

  @Test(arguments: [1, 15, 16, 17, 70_001])
  func elementwiseKernelsCoverEveryElement(count: Int) throws {
    let x = noise([count])
    let y = noise([count], seed: 2)
    let relu = try #require(sameForEveryTeam { Kernels.relu(x, team: $0) })
    #expect(relu.elements == x.elements.map { max($0, 0) })
    let sum = try #require(sameForEveryTeam { Kernels.add(x, y, team: $0) })
    #expect(sum.elements == zip(x.elements, y.elements).map(+))
    let gelu = try #require(sameForEveryTeam { Kernels.gelu(x, team: $0) })
    #expect(largestDifference(gelu, x.doubles.map(exactGELU)) < 1e-6)
  }
}

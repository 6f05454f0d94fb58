import Tensors
import Testing

@testable import Autograd

struct TapeTests {
  private let tape = Tape(team: ThreadTeam(threads: 1))

  @Test func gradientsAddUpOverUses() {
    let x = tape.variable(Tensor([3], shape: [1]))
    let gradients = tape.gradients(of: (x * x * x + x).sum(), by: [x])
    #expect(gradients[0].elements == [28])
  }

  @Test func constantsAndUnusedParametersHaveNone() {
    let x = tape.variable(Tensor([3], shape: [1]))
    let unused = tape.variable(Tensor([1, 2], shape: [2]))
    let constant = tape.constant(Tensor([5], shape: [1]))
    #expect(!(constant * constant).needsGradient)
    let gradients = tape.gradients(of: (x * x.detached).sum(), by: [x, unused])
    #expect(gradients.map(\.elements) == [[3], [0, 0]])
  }

  @Test func aTapeRecordsAgainAfterItsGradients() {
    for factor: Float in [2, 5] {
      let x = tape.variable(Tensor([1], shape: [1]))
      #expect(tape.gradients(of: (factor * x).sum(), by: [x])[0].elements == [factor])
    }
  }

  @Test func dropoutDropsTheSameForwardAndBackward() {
    let x = tape.variable(Tensor(repeating: 1, shape: [10_000]))
    let y = x.dropped(probability: 0.25, seed: 3)
    let dropped = y.value.elements.count { $0 == 0 }
    // four standard deviations of a binomial distribution are 173
    #expect(abs(dropped - 2500) < 173)
    #expect(Set(y.value.elements) == [0, 1 / 0.75])
    let again = x.dropped(probability: 0.25, seed: 3).value.elements
    #expect(again == y.value.elements)
    #expect(x.dropped(probability: 0.25, seed: 4).value.elements != again)
    #expect(tape.gradients(of: y.sum(), by: [x])[0].elements == again)
  }
}

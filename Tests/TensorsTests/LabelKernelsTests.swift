import Foundation
import Testing

@testable import Tensors

struct LabelKernelsTests {
  private static let logits: [Float] = [
    -.infinity, -80, -3, -0.01, -1e-9, 0, 1e-9, 0.01, 0.5, 3, 80, .infinity,
  ]

  /// The definition: 255 / (1 + e^-x), rounded; 128 and above exactly for what is above 0.
  @Test func probabilitiesAreTheLogisticFunction() {
    let logits = Self.logits + [.nan]
    let found = LabelKernels.probabilities(Tensor(logits, shape: [logits.count]))
    for (logit, found) in zip(logits, found) where !logit.isNaN {
      let exact = 255 / (1 + exp(-Double(logit)))
      #expect(abs(Double(found) - exact) <= 0.5 + 1e-6, "\(logit)")
      #expect((found >= 128) == (logit > 0), "\(logit)")
    }
    #expect(found.last == 127)
    #expect(found.first == 0 && found[Self.logits.count - 1] == 255)
  }

  @Test func theHigherLogitStays() {
    var best = Tensor([1, -.infinity, 3], shape: [3])
    LabelKernels.raise(&best, to: Tensor([2, -5, 1], shape: [3]))
    #expect(best.elements == [2, -5, 3])
  }

  /// More than half of three, whatever the mean; the mean where both agree.
  @Test func mostMasksDecide() {
    var vote = MaskVote(Tensor([1, 1, -9, -1, 4], shape: [5]))
    vote.add(Tensor([2, 1, -9, -1, -2], shape: [5]))
    vote.add(Tensor([3, -9, 30, -4, -2], shape: [5]))
    #expect(vote.mean.elements == [2, -7.0 / 3, 4, -2, 0])
    let logits = vote.logits.elements
    #expect(logits[0] == 2 && logits[3] == -2 && logits[4] == 0)
    #expect(logits[1] > 0 && logits[1] < 1e-30, "two of three, whose mean is against it")
    #expect(logits[2] == 0, "one of three, whose mean is for it")
  }
}

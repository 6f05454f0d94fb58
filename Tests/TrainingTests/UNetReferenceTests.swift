import Autograd
import NN
import Tensors
import Testing

@testable import Training

@Suite(
  .enabled(
    if: ReferenceFixture.isThere, "needs ../shared/fixtures/unet-tiny, which is not here"))
struct UNetReferenceTests {
  private let fixture: ReferenceFixture
  private let team = ThreadTeam(threads: 2)

  init() throws {
    fixture = try ReferenceFixture()
  }

  @Test func theParametersAreMONAIs() {
    let ours = Dictionary(
      uniqueKeysWithValues: fixture.network.parameters.map { ($0.name, $0.shape) })
    let theirs = Dictionary(
      uniqueKeysWithValues: fixture.model.entries.map { ($0.name, $0.shape) })
    #expect(ours == theirs)
  }

  @Test func logitsLossesAndGradientsAreMONAIs() throws {
    let tape = Tape(team: team)
    let parameters = try fixture.parameters()
    let variables = parameters.mapValues(tape.variable)
    let pass = ForwardPass(parameters: variables, buffers: [:], mode: .training(seed: 1))
    let image = tape.constant(try fixture.batch.tensor(named: "image"))
    let target = tape.constant(try fixture.batch.tensor(named: "label"))
    let logits = fixture.network.logits(image, pass)
    #expect(
      largestDifference(logits.value, try fixture.expected.tensor(named: "forward/logits")) < 1e-5)
    let dice = SegmentationLoss.dice(logits, target: target, .sigmoid)
    let entropy = SegmentationLoss.crossEntropy(logits, target: target, .sigmoid)
    let total = SegmentationLoss.diceCrossEntropy(logits, target: target, .sigmoid)
    for (name, loss) in [("dice", dice), ("ce", entropy), ("total", total)] {
      let reference = try fixture.expected.tensor(named: "loss/\(name)").elements[0]
      #expect(abs(loss.value.elements[0] - reference) < 1e-6, "\(name)")
    }
    let names = variables.keys.sorted()
    let gradients = tape.gradients(of: total, by: names.map { variables[$0]! })
    for (name, gradient) in zip(names, gradients) {
      let reference = try fixture.expected.tensor(named: "grad/\(name)")
      let scale = reference.elements.map(\.magnitude).max() ?? 0
      // What is zero but for rounding is compared with the size of real gradients.
      let tolerance = fixture.isBeforeNorm(name) ? 1e-6 : 1e-4 * scale
      #expect(largestDifference(gradient, reference) < tolerance, "\(name)")
    }
  }

  @Test func stepsAreTorchs() throws {
    let image = try fixture.batch.tensor(named: "image")
    let target = try fixture.batch.tensor(named: "label")
    var state = TrainingState(parameters: try fixture.parameters(), buffers: [:])
    let step = TrainingStep(
      network: fixture.network, loss: .diceCrossEntropy, activation: .sigmoid,
      optimiser: .adamW(), team: team)
    for number in 1...3 {
      let batch = TrainingBatch(image: image, target: target)
      let result = try step(batch, rate: 1e-2, seed: 1, &state)
      let reference = try fixture.expected.tensor(named: "step\(number)/loss").elements[0]
      #expect(abs(result.loss - reference) < 1e-5)
      for parameter in fixture.network.parameters where !fixture.isBeforeNorm(parameter.name) {
        let expected = try fixture.expected.tensor(named: "step\(number)/\(parameter.name)")
        let difference = largestDifference(state.parameters[parameter.name]!, expected)
        #expect(difference < 1e-5, "\(parameter.name) after \(number)")
      }
    }
  }
}

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
        let name = parameter.name
        let expected = try fixture.expected.tensor(named: "step\(number)/\(name)").elements
        let gradient = try fixture.expected.tensor(named: "grad/\(name)").elements
        let found = state.parameters[name]!.elements
        // Adam divides gradients by their size: rounding decides on the first steps, of up to 0.01, of
        // the few smallest. Those move the gradients of the others in the next.
        let differences = gradient.indices.filter { abs(gradient[$0]) > 1e-5 }
          .map { abs(found[$0] - expected[$0]) }
        #expect(differences.count > gradient.count * 9 / 10, "\(name)")
        let count = Float(max(differences.count, 1))
        let mean = (differences.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
        #expect(mean < (number == 1 ? 1e-6 : 2e-5), "\(name) after \(number)")
        let largest = differences.max() ?? 0
        #expect(largest < (number == 1 ? 1e-5 : 1e-3), "\(name) after \(number)")
      }
    }
  }
}

import Autograd
import Foundation
import NN
import Tensors
import Testing

@testable import Training

/// The plain UNet against one of torch's modules, as Fixtures/make_plain_unet.py recorded it.
struct PlainUNetTests {
  private let fixture: Checkpoint
  private let network = PlainUNet(inChannels: 2, outChannels: 3, channels: [6, 8, 12])
  private let team = ThreadTeam(threads: 2)

  init() throws {
    fixture = try Checkpoint.open(
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/plain-unet.safetensors").path)
  }

  private func tensors(_ list: [ParameterDescription], _ prefix: String) throws -> [String: Tensor]
  {
    try Dictionary(
      uniqueKeysWithValues: list.map {
        ($0.name, try fixture.tensor(named: "\(prefix)/\($0.name)"))
      })
  }

  @Test func theParametersAreTorchs() {
    let ours = (network.parameters + network.buffers).map { "\($0.name) \($0.shape)" }
    let theirs = fixture.entries.filter { $0.name.hasPrefix("model/") }
      .map { "\($0.name.dropFirst("model/".count)) \($0.shape)" }
    #expect(Set(ours) == Set(theirs))
  }

  @Test func logitsOfTrainedNetworksAreTorchs() throws {
    let tape = Tape(team: team)
    let pass = ForwardPass(
      parameters: try tensors(network.parameters, "model").mapValues(tape.constant),
      buffers: try tensors(network.buffers, "model"), mode: .evaluation)
    let logits = network.logits(tape.constant(try fixture.tensor(named: "image")), pass)
    let expected = try fixture.tensor(named: "logits/evaluation")
    #expect(largestDifference(logits.value, expected) < 1e-5)
  }

  @Test func logitsLossGradientsAndStatisticsAreTorchs() throws {
    let tape = Tape(team: team)
    let variables = try tensors(network.parameters, "model").mapValues(tape.variable)
    let pass = ForwardPass(
      parameters: variables, buffers: try tensors(network.buffers, "model"),
      mode: .training(seed: 1))
    let logits = network.logits(tape.constant(try fixture.tensor(named: "image")), pass)
    #expect(
      largestDifference(logits.value, try fixture.tensor(named: "logits/training")) < 1e-5)
    let target = tape.constant(try fixture.tensor(named: "target"))
    let dice = SegmentationLoss.dice(logits, target: target, .softmax)
    // MONAI's cross-entropy is over pixels; ours adds up the channels of a softmax.
    let loss = dice + SegmentationLoss.crossEntropy(logits, target: target, .softmax)
    let expected = try fixture.tensor(named: "loss").elements[0]
    #expect(abs(loss.value.elements[0] - expected) < 1e-6)
    let names = variables.keys.sorted()
    for (name, gradient) in zip(names, tape.gradients(of: loss, by: names.map { variables[$0]! })) {
      let reference = try fixture.tensor(named: "grad/\(name)")
      let scale = reference.elements.map(\.magnitude).max() ?? 0
      #expect(largestDifference(gradient, reference) < 1e-4 * max(scale, 1e-3), "\(name)")
    }
    for buffer in network.buffers {
      let reference = try fixture.tensor(named: "after/\(buffer.name)")
      let found = try #require(pass.buffers[buffer.name])
      #expect(largestDifference(found, reference) < 1e-6, "\(buffer.name)")
    }
  }
}

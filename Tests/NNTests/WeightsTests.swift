import NN
import Tensors
import Testing

@Suite struct WeightsTests {
  private let weights = Weights(tensors: [
    "model.encoder.0.weight": Tensor(repeating: 1, shape: [2, 3]),
    "model.encoder.0.bias": Tensor(repeating: 2, shape: [2]),
    "model.head.weight": Tensor(repeating: 3, shape: [1]),
  ])

  @Test func scopesReadByFullKey() throws {
    let layer = weights.scope("model.encoder").scope("0")
    #expect(try layer.tensor("bias", shape: [2]).elements == [2, 2])
    #expect(layer.names == ["bias", "weight"])
    #expect(layer.has("bias") && !layer.has("b"))
    #expect(layer.shape(of: "weight") == [2, 3])
    #expect(layer.shape(of: "none") == nil)
  }

  @Test func missingTensorsNameTheNearest() {
    let layer = weights.scope("model.encoder.0")
    let message = errorText { _ = try layer.tensor("biass", shape: [2]) }
    #expect(message.contains("“model.encoder.0.biass”"), "\(message)")
    #expect(message.contains("“model.encoder.0.bias”"), "\(message)")
  }

  @Test func missingPrefixesAreNamed() {
    let below = errorText { _ = try weights.tensor("encoder.0.bias", shape: [2]) }
    #expect(below.contains("scope(\"model\")"), "\(below)")
    let above = errorText { _ = try weights.scope("net").tensor("model.head.weight", shape: [1]) }
    #expect(above.contains("without the prefix “net.”"), "\(above)")
  }

  @Test func wrongShapesSayBoth() {
    #expect(
      throws: CheckpointError.wrongShape(
        file: "tensors in memory", name: "model.head.weight", found: [1], expected: [1, 1])
    ) { try weights.scope("model.head").tensor("weight", shape: [1, 1]) }
  }

  @Test func finishReportsWhatWasNotRead() throws {
    let model = weights.scope("model")
    _ = try model.scope("encoder").tensor("0.bias", shape: [2])
    _ = model.has("head.weight")
    #expect(
      throws: CheckpointError.unusedTensors(
        file: "tensors in memory", names: ["model.encoder.0.weight", "model.head.weight"])
    ) { try weights.finish() }
    #expect(throws: Never.self) { try weights.scope("decoder").finish() }
    model.scope("encoder.0").ignore("weight")
    #expect(throws: Never.self) { try model.scope("encoder").finish() }
    _ = try model.tensor("head.weight", shape: [1])
    try weights.finish()
  }

  @Test func aWrongShapeIsNoUse() throws {
    #expect(throws: CheckpointError.self) { try weights.tensor("model.head.weight", shape: [9]) }
    #expect(errorText { try weights.scope("model.head").finish() }.contains("model.head.weight"))
  }

  @Test func readsFromACheckpoint() throws {
    let checkpoint = try Checkpoint.open(CheckpointFixtures.committed("linear.pth"))
    let weights = Weights(checkpoint)
    #expect(try weights.tensor("weight", shape: [2, 3]).shape == [2, 3])
    let message = errorText { try weights.finish() }
    #expect(message.contains("linear.pth") && message.contains("“bias”"), "\(message)")
  }
}

import NN
import Tensors
import Testing

@Suite struct CheckpointTorchTests {
  @Test(arguments: ["kinds-2.pth", "kinds-4.pth"])
  func readsEveryKindOfTensorLikeTorch(file: String) throws {
    let torch = try Checkpoint.open(CheckpointFixtures.committed(file))
    let expected = try Checkpoint.open(CheckpointFixtures.committed("kinds.safetensors"))
    #expect(torch.format == .torch)
    #expect(torch.entries.count == 26)
    #expect(Set(torch.entries.map(\.name)) == Set(expected.entries.map(\.name)))
    for entry in torch.entries {
      let found = try torch.tensor(named: entry.name)
      let right = try expected.tensor(named: entry.name)
      #expect(found.shape == right.shape, "\(entry.name)")
      #expect(found.elements == right.elements, "\(entry.name)")
      #expect(try torch.bytes(named: entry.name).count == entry.byteCount)
    }
    try torch.verify()
    try expected.verify()
  }

  @Test func knowsTypesAndCountsWhatIsNoTensor() throws {
    let checkpoint = try Checkpoint.open(CheckpointFixtures.committed("kinds-2.pth"))
    let types: [String: StoredDType] = [
      "weight": .float32, "half": .float16, "bfloat16": .bfloat16, "double": .float64,
      "int64": .int64, "int32": .int32, "int16": .int16, "int8": .int8, "uint8": .uint8,
      "bool": .bool,
    ]
    for (name, dtype) in types {
      #expect(checkpoint.entry(named: "model.\(name)")?.dtype == dtype)
    }
    // param_groups.0.lr, list.1, epoch, huge, negative, name, none.
    #expect(checkpoint.otherValueCount == 7)
    #expect(checkpoint.entry(named: "optimizer.state.0.step")?.shape == [])
  }

  @Test func readsAPlainStateDict() throws {
    let checkpoint = try Checkpoint.open(CheckpointFixtures.committed("linear.pth"))
    #expect(checkpoint.entries.map(\.name) == ["weight", "bias"])
    #expect(checkpoint.entries.map(\.shape) == [[2, 3], [2]])
    #expect(checkpoint.entries.map(\.byteCount) == [24, 8])
  }

  @Test(arguments: [
    ("linear-legacy.pth", "before torch 1.6"),
    ("linear-module.pth", "it names torch.nn.modules.linear.Linear"),
    ("linear-script.pt", "TorchScript"),
    ("make_checkpoints.py", "data that starts with 22 22 22 57"),
  ])
  func saysWhatOtherFilesAre(file: String, sentence: String) throws {
    let message = errorText { _ = try Checkpoint.open(CheckpointFixtures.committed(file)) }
    #expect(message.contains(sentence), "\(message)")
  }

  @Test(
    .enabled(if: CheckpointFixtures.sharedExist, "needs ../shared/fixtures"),
    arguments: ["sam-tiny", "sam-tiny-rect", "sam-tiny-ct"])
  func bothFormatsOfAModelAreEqual(model: String) throws {
    let torch = try Checkpoint.open(CheckpointFixtures.shared("\(model)/model.pth"))
    let safe = try Checkpoint.open(CheckpointFixtures.shared("\(model)/model.safetensors"))
    #expect(torch.entries.count > 100)
    #expect(Set(torch.entries.map(\.name)) == Set(safe.entries.map(\.name)))
    for entry in torch.entries {
      #expect(entry == safe.entry(named: entry.name))
      #expect(
        try torch.tensor(named: entry.name).elements == safe.tensor(named: entry.name).elements)
    }
    try torch.verify()
  }
}

/// What `body` throws, as a person would read it; empty if it does not.
func errorText(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return String(describing: error)
  }
}

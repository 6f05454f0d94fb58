import NN
import Tensors
import Testing

@Suite struct CheckpointWriterTests {
  @Test func whatIsWrittenIsReadBack() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("out.safetensors")
    var writer = SafetensorsWriter(metadata: ["note": "a \"quoted\"\nline, ü\u{1}"])
    writer.add("z", float32: Tensor([1, 2, 3], shape: [3]))
    writer.add("b.half", float16: Tensor([0.5, 70000], shape: [2]))
    writer.add("a.bytes", .uint8, shape: [3], bytes: [1, 2, 255])
    writer.add("long", .int64, shape: [], bytes: little(Int64(-3)))
    writer.add("empty", .float32, shape: [0, 2], bytes: [])
    try writer.write(to: path)
    let checkpoint = try Checkpoint.open(path)
    #expect(checkpoint.metadata == ["note": "a \"quoted\"\nline, ü\u{1}"])
    #expect(checkpoint.entries.map(\.name) == ["long", "empty", "z", "b.half", "a.bytes"])
    #expect(try checkpoint.tensor(named: "z").elements == [1, 2, 3])
    #expect(try checkpoint.tensor(named: "b.half").elements == [0.5, .infinity])
    #expect(try checkpoint.tensor(named: "a.bytes").elements == [1, 2, 255])
    #expect(try checkpoint.tensor(named: "long").elements == [-3])
    #expect(try checkpoint.tensor(named: "empty").shape == [0, 2])
    let bytes = try CheckpointFixtures.bytes(path)
    #expect(bytes[0].isMultiple(of: 8), "elements start at a multiple of 8 bytes")
    #expect(try folder.contents == ["out.safetensors"])
  }

  /// Whatever bit flips, except where the file says that it has a checksum.
  @Test func aChecksumTellsEveryFlippedBit() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("checked")
    var writer = SafetensorsWriter(metadata: ["note": "text"], checksum: true)
    writer.add("first", float32: Tensor([1, 2, 3], shape: [3]))
    writer.add("second", float16: Tensor([0.5, -1], shape: [2]))
    try writer.write(to: path)
    let whole = try CheckpointFixtures.bytes(path)
    let checkpoint = try Checkpoint.open(path)
    try checkpoint.verify()
    #expect(checkpoint.metadata == ["note": "text"])
    let key = try #require(whole.firstRange(of: Array("sluice.crc32c".utf8)))
    for position in whole.indices where !key.contains(position) {
      var bytes = whole
      bytes[position] ^= 1 << (position % 8)
      let damaged = try folder.write(bytes, as: "damaged")
      #expect(throws: CheckpointError.self, "byte \(position)") {
        try Checkpoint.open(damaged).verify()
      }
    }
  }

  @Test func aFailedWriteLeavesWhatWasThere() throws {
    struct Interrupted: Error {}
    let folder = try TemporaryFolder()
    let path = try folder.write([7], as: "model")
    var writer = SafetensorsWriter()
    writer.add("w", .uint8, shape: [4]) { _ in throw Interrupted() }
    #expect(throws: Interrupted.self) { try writer.write(to: path) }
    #expect(try CheckpointFixtures.bytes(path) == [7])
    #expect(try folder.contents == ["model"])
  }

  @Test func aShortTensorIsAnError() throws {
    let folder = try TemporaryFolder()
    var writer = SafetensorsWriter()
    writer.add("w", .uint8, shape: [4]) { sink in try [1, 2, 3].withUnsafeBytes { try sink($0) } }
    #expect(throws: (any Error).self) { try writer.write(to: folder.path("model")) }
    #expect(try folder.contents == [])
  }

  @Test func anAbsentFolderIsAnError() throws {
    let folder = try TemporaryFolder()
    try SafetensorsWriter().write(to: folder.path("file"))
    let message = errorText { try SafetensorsWriter().write(to: folder.path("file/model")) }
    #expect(message.contains("Not a directory"), "\(message)")
  }

  @Test func aFileWithoutTensorsIsReadable() throws {
    let folder = try TemporaryFolder()
    try SafetensorsWriter().write(to: folder.path("empty"))
    #expect(try Checkpoint.open(folder.path("empty")).entries.isEmpty)
  }
}

import Foundation
import Testing

/// Checkpoints that are damaged, hostile or of another model: refused before anything starts.
@Suite struct BadCheckpointTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// Bytes of a checkpoint, the file's name and what has to be said of it.
  static let files: [(name: String, bytes: @Sendable () throws -> Data, messages: [String])] = [
    (
      "truncated.safetensors",
      { try model.prefix(model.count / 2) },
      ["truncated.safetensors"]
    ),
    (
      "overlapping.safetensors",
      {
        safetensors(
          """
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},\
          "b":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}
          """, bytes: 24)
      },
      ["overlapping.safetensors"]
    ),
    (
      "absurd.safetensors",
      { Data([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) + Data(count: 100) },
      ["absurd.safetensors"]
    ),
    (
      "other.safetensors",
      {
        safetensors(
          """
          {"conv1.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}
          """, bytes: 16)
      },
      ["other.safetensors"]
    ),
    (
      "evil.pth",
      {
        // Protocol 2: os.system("touch …"), as pickle would run it.
        TorchArchive.storing(
          "archive/data.pkl", Data("\u{80}\u{2}cos\nsystem\n(S'true'\ntR.".latin1))
      },
      ["evil.pth", "system"]
    ),
    (
      "opcode.pth",
      { TorchArchive.storing("archive/data.pkl", Data([0x80, 0x02, 0xFE, 0x2E])) },
      ["opcode.pth"]
    ),
    (
      "bomb.pth",
      {
        var archive = TorchArchive.storing("archive/data.pkl", Data([0x80, 0x02, 0x2E]))
        // Uncompressed and compressed size in the central directory: nearly 4 GiB.
        let directory = archive.count - 22 - 46 - "archive/data.pkl".count
        archive.replaceSubrange(
          directory + 20..<directory + 28, with: Data(repeating: 0xF0, count: 8))
        return archive
      },
      ["bomb.pth"]
    ),
    ("text.pth", { Data("Not Found\n".utf8) }, ["text.pth"]),
    ("empty.pth", { Data() }, ["empty.pth"]),
  ]

  private static var model: Data {
    get throws { try Data(contentsOf: URL(fileURLWithPath: Package.checkpoint)) }
  }

  private static func safetensors(_ header: String, bytes: Int) -> Data {
    var length = UInt64(header.utf8.count).littleEndian
    return Data(bytes: &length, count: 8) + Data(header.utf8) + Data(count: bytes)
  }

  @Test(arguments: files.indices) func isRefused(_ index: Int) async throws {
    let file = Self.files[index]
    try file.bytes().write(to: URL(fileURLWithPath: scratch(file.name)))
    let task = try TaskFolder(scratch("task"))
    let label = try await SluiceProgram.run(
      "label", "--dataset", task.path, "--checkpoint", scratch(file.name), "--prompt", "box",
      "--out", scratch("run"))
    #expect(label.exit == 2, "\(label)")
    for message in file.messages { #expect(label.says(message), "\(label)") }
    #expect(!Folder(scratch("run")).exists)
    let inspect = try await SluiceProgram.run("weights", "inspect", scratch(file.name))
    #expect(
      inspect.exit == (file.name == "other.safetensors" ? 0 : 2), "\(inspect)")
  }

  @Test func missingTensorsAreNamed() async throws {
    var model = try Self.model
    // The header is JSON, so a tensor can be renamed in place.
    let name = Data("mask_decoder.iou_token.weight".utf8)
    let place = try #require(model.range(of: name))
    model.replaceSubrange(place, with: Data("mask_decoder.iou_tokem.weight".utf8))
    try model.write(to: URL(fileURLWithPath: scratch("renamed.safetensors")))
    let task = try TaskFolder(scratch("task"))
    let outcome = try await SluiceProgram.run(
      "label", "--dataset", task.path, "--checkpoint", scratch("renamed.safetensors"), "--prompt",
      "box", "--out", scratch("run"))
    #expect(outcome.exit == 2, "\(outcome)")
    #expect(outcome.says("mask_decoder.iou_token.weight"), "\(outcome)")
    #expect(!Folder(scratch("run")).exists)
  }

  @Test(.enabled(if: SharedFolder.exists, SharedFolder.skipped))
  func embeddingsOfAnotherModelAreRefused() async throws {
    let task = try TaskFolder(scratch("task"))
    let first = try await task.label(into: scratch("first"))
    #expect(first.exit == 0, "\(first)")
    let other = try await SluiceProgram.run(
      "label", "--dataset", task.path, "--checkpoint",
      SharedFolder.path("fixtures/sam-tiny/model.pth"), "--prompt", "box", "--out", scratch("run"),
      "--embeddings", scratch("first"))
    #expect(other.exit == 2, "\(other)")
    #expect(other.says("another model"), "\(other)")
    #expect(RunFolderOnDisk(scratch("run")).volumes("box") == [])
  }
}

extension String {
  /// One byte for each character below U+0100.
  fileprivate var latin1: [UInt8] { unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
}

/// A zip archive of one stored file, as `torch.save` makes them.
private enum TorchArchive {
  static func storing(_ name: String, _ content: Data) -> Data {
    func number(_ value: Int, _ size: Int) -> Data {
      Data((0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }
    let sizes = number(checksum(content), 4) + number(content.count, 4) + number(content.count, 4)
    let common =
      number(20, 2) + Data(count: 8) + sizes + number(name.utf8.count, 2) + Data(count: 2)
    let local = number(0x0403_4B50, 4) + common + Data(name.utf8) + content
    let central =
      number(0x0201_4B50, 4) + number(20, 2) + common + Data(count: 14) + Data(name.utf8)
    return local + central + number(0x0605_4B50, 4) + Data(count: 4) + number(1, 2) + number(1, 2)
      + number(central.count, 4) + number(local.count, 4) + Data(count: 2)
  }

  /// CRC-32 of the zip format.
  private static func checksum(_ content: Data) -> Int {
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in content {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    return Int(~remainder)
  }
}

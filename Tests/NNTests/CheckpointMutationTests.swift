import NN
import Tensors
import Testing

/// Thousands of damaged copies of small valid files: opening and reading them either throws or
/// works, and never traps.
@Suite struct CheckpointMutationTests {
  /// SplitMix64 (Steele, Lea and Flood 2014): the same sequence everywhere.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  private static let awkward: [UInt8] = [
    0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF, 0x28, 0x2E, 0x30, 0x39,
  ]

  private static func mutate(_ bytes: [UInt8], _ random: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let position = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[position] = .random(in: 0...255, using: &random)
      case 2: bytes[position] = awkward.randomElement(using: &random)!
      case 3:
        let end = min(position + Int.random(in: 1...9, using: &random), bytes.count)
        let fill = awkward.randomElement(using: &random)!
        for index in position..<end { bytes[index] = fill }
      case 4: bytes.insert(awkward.randomElement(using: &random)!, at: position)
      default: if bytes.count > 1 { bytes.remove(at: position) }
      }
    }
    return bytes
  }

  /// Opens and reads every tensor; returns whether all that went well.
  private func readsWhole(_ path: String) -> Bool {
    do {
      let checkpoint = try Checkpoint.open(path)
      for entry in checkpoint.entries where entry.byteCount < 1 << 20 {
        let tensor = try checkpoint.tensor(named: entry.name)
        #expect(tensor.shape == entry.shape)
      }
      return true
    } catch {
      #expect(error is CheckpointError, "\(error)")
      return false
    }
  }

  @Test(arguments: [
    ("linear.pth", 1), ("kinds-2.pth", 2), ("kinds-4.pth", 3), ("kinds.safetensors", 4),
  ])
  func damagedFilesNeverTrap(file: String, seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let whole = try CheckpointFixtures.bytes(CheckpointFixtures.committed(file))
    var random = Generator(state: seed)
    var readable = 0
    for _ in 0..<1500 {
      let path = try folder.write(Self.mutate(whole, &random))
      readable += readsWhole(path) ? 1 : 0
    }
    // Damage to elements alone is readable; damage to structure is not: both must occur.
    #expect(readable > 15 && readable < 1485, "\(readable) of 1500 were readable")
  }

  @Test(arguments: [5, 6]) func damagedPicklesWithRightChecksumsNeverTrap(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let pickle = PickleForgery.make {
      $0.op("}(")
      $0.text("a")
      $0.tensor(count: 6, offset: 1, shape: [2, 2], strides: [1, 2])
      $0.text("b")
      $0.op("]q\u{1}(")
      $0.int(3)
      $0.tensor(storage: "1", type: "HalfStorage", count: 4, shape: [2, 2], strides: [2, 1])
      $0.op("eh\u{1}")
      $0.op("u")
    }
    let storages = [
      "0": [UInt8](repeating: 1, count: 24), "1": [UInt8](repeating: 2, count: 8),
    ]
    var random = Generator(state: seed)
    for _ in 0..<1500 {
      let damaged = Self.mutate(pickle, &random)
      let path = try folder.write(ZipForgery(pickle: damaged, storages: storages).bytes)
      _ = readsWhole(path)
    }
  }
}

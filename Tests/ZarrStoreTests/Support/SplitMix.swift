/// A seeded generator, so that every run tests the same values (Steele et al. 2014, SplitMix64).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Bytes of which some repeat, so that zstd uses more than raw blocks.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { i in i % 7 < 3 ? UInt8(i % 11) : UInt8(truncatingIfNeeded: next()) }
  }
}

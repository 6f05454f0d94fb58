/// FNV-1a, 64 bits: a hash that never changes, unlike `Hasher`'s.
struct StableHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// The text in UTF-8, ended by a byte that UTF-8 never contains.
  mutating func combine(_ text: String) {
    combine(text.utf8)
    combine(CollectionOfOne(0xFF))
  }

  mutating func combine(_ number: UInt64) {
    combine((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
  }

  mutating func combine(_ number: Int) { combine(UInt64(bitPattern: Int64(number))) }
}

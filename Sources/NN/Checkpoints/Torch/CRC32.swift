/// The checksum of zip archives: CRC-32 with the polynomial 0xEDB88320 (APPNOTE.TXT 4.4.7).
struct CRC32 {
  private var state: UInt32 = 0xFFFF_FFFF

  var value: UInt32 { ~state }

  /// Takes in more bytes, eight at a time (Kounavis and Berry, "slicing-by-8", 2005).
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    Self.tables.withUnsafeBufferPointer { tables in
      var crc = state
      var position = 0
      while position + 8 <= bytes.count {
        let word = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        let mixed = word ^ UInt64(crc)
        crc = 0
        for lane in 0..<8 {
          let byte = Int(truncatingIfNeeded: mixed >> (8 * UInt64(lane))) & 0xFF
          crc ^= tables[(7 - lane) * 256 + byte]
        }
        position += 8
      }
      while position < bytes.count {
        crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[position])) & 0xFF)]
        position += 1
      }
      state = crc
    }
  }

  /// Eight tables of 256: the one at `lane` moves a byte past `lane` bytes of zeros.
  private static let tables: [UInt32] = {
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    for index in 256..<2048 {
      let previous = tables[index - 256]
      tables.append(previous >> 8 ^ tables[Int(previous & 0xFF)])
    }
    return tables
  }()
}

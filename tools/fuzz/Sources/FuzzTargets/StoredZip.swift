/// A zip archive of uncompressed entries with right sizes and checksums, as `torch.save` writes.
struct StoredZip {
  let bytes: [UInt8]

  init(_ entries: [(name: String, content: [UInt8])]) {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in entries {
      let size = Self.little(UInt32(content.count))
      let fields =
        Self.little(20 as UInt16) + [0, 0, 0, 0, 0, 0, 0, 0]
        + Self.little(Self.crc32(content)) + size + size + Self.little(UInt16(name.utf8.count))
      directory += [0x50, 0x4B, 0x01, 0x02, 20, 0] + fields + [UInt8](repeating: 0, count: 12)
      directory += Self.little(UInt32(file.count)) + name.utf8
      file += [0x50, 0x4B, 0x03, 0x04] + fields + [0, 0] + name.utf8 + content
    }
    let count = Self.little(UInt16(entries.count))
    bytes =
      file + directory + [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0] + count + count
      + Self.little(UInt32(directory.count)) + Self.little(UInt32(file.count)) + [0, 0]
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(.max) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }
}

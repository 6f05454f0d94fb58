internal import DurableFiles

/// The checksum of Zarr's `crc32c` codec: four bytes, little endian, after what they cover.
enum StoredChecksum {
  static let byteCount = 4

  /// The checksum stored in the last four bytes and the one of everything before them, or `nil`
  /// when there are fewer than four bytes.
  static func check(_ bytes: UnsafeRawBufferPointer) -> (stored: UInt32, computed: UInt32)? {
    guard bytes.count >= byteCount else { return nil }
    let covered = UnsafeRawBufferPointer(rebasing: bytes.dropLast(byteCount))
    let stored = bytes.loadUnaligned(fromByteOffset: covered.count, as: UInt32.self)
    return (UInt32(littleEndian: stored), CRC32C.checksum(of: covered))
  }
}

/// A checksum as error messages show it.
func hexadecimal(_ checksum: UInt32) -> String {
  let digits = String(checksum, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

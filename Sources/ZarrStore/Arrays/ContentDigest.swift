internal import DurableFiles

/// A digest of an array's chunks by the checksums that their codec stores with each.
///
/// A checksum of the whole file would not do: one over bytes that end in their own CRC is the same
/// whatever they are.
struct ContentDigest {
  private let hash = SHA256()

  /// - Parameter stored: the chunk's bytes, its checksum last.
  func add(_ slice: Int, stored: UnsafeRawBufferPointer) {
    withUnsafeBytes(of: UInt64(slice).littleEndian) { hash.update($0) }
    hash.update(UnsafeRawBufferPointer(rebasing: stored.suffix(StoredChecksum.byteCount)))
  }

  /// As 64 hexadecimal digits; nothing can be added afterwards.
  func finish() -> String { Digest.hexadecimal(hash.finish()) }
}

internal import DurableFiles

/// A chunk in its stored form, as its codecs made it.
struct EncodedChunk {
  let bytes: UnsafeRawBufferPointer
  /// Of all of `bytes`.
  let checksum: CRC32C
}

internal import DurableFiles

/// Encodes chunks of one size, one after another, in scratch memory of its own.
final class ChunkEncoder {
  private let codecs: ChunkCodecs
  private let compressor: ZstdCompressor
  private let room: UnsafeMutableRawBufferPointer

  /// - Parameters:
  ///   - codecs: zstd, then crc32c: what this module writes.
  ///   - chunkByteCount: bytes of one chunk, uncompressed.
  init(level: Int, chunkByteCount: Int) {
    codecs = .zstdAndChecksum(level: level)
    compressor = ZstdCompressor(level: level, checksum: false)
    room = .allocate(byteCount: Self.roomByteCount(chunkByteCount), alignment: 64)
  }

  deinit {
    room.deallocate()
  }

  private static func roomByteCount(_ chunkByteCount: Int) -> Int {
    ZstdCompressor.bound(chunkByteCount) + StoredChecksum.byteCount
  }

  /// Bytes that an encoder holds while in use: the room for one compressed chunk, and no less than
  /// what zstd's context takes at that level.
  static func scratchByteCount(level: Int, chunkByteCount: Int) -> Int {
    let context = level <= 4 ? 4 << 20 : level <= 12 ? 40 << 20 : 120 << 20
    return roomByteCount(chunkByteCount) + context
  }

  /// What the encoder holds now.
  var heldByteCount: Int { room.count + compressor.contextByteCount }

  /// The stored form of `raw`, which stays valid until the next one, or the encoder's end.
  ///
  /// - Parameter path: named in errors.
  func encode(_ raw: UnsafeRawBufferPointer, for path: String) throws -> EncodedChunk {
    let frameByteCount: Int
    do {
      frameByteCount = try compressor.compress(raw, into: room)
    } catch let failure as ZstdFailure {
      // The room is always enough, so this can only be a lack of memory.
      throw ZarrError.request(
        path: path, asked: "compressing \(raw.count) bytes", possible: "nothing: \(failure.reason)")
    }
    let frame = UnsafeRawBufferPointer(rebasing: room[..<frameByteCount])
    var checksum = CRC32C()
    checksum.update(frame)
    withUnsafeBytes(of: checksum.value.littleEndian) { stored in
      UnsafeMutableRawBufferPointer(rebasing: room[frameByteCount...]).copyMemory(from: stored)
      checksum.update(stored)
    }
    return EncodedChunk(
      bytes: UnsafeRawBufferPointer(
        rebasing: room[..<(frameByteCount + StoredChecksum.byteCount)]),
      checksum: checksum)
  }
}

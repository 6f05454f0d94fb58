/// Why a stored chunk can't be decoded; the caller adds where it lies.
struct ChunkDamage: Error {
  let found: String
  let expected: String
}

/// Decodes chunks with a zstd context and room for stored bytes that are used again.
///
/// Unchecked: a context may move between threads, and `ChunkFiles` lends each decoder to one call
/// at a time.
final class ChunkDecoder: @unchecked Sendable {
  private let decompressor = ZstdDecompressor()
  private var stored = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit {
    stored.deallocate()
  }

  /// Room for a chunk's stored bytes, until it is asked for again.
  func storedRoom(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
    if stored.count < byteCount {
      stored.deallocate()
      stored = .allocate(byteCount: byteCount, alignment: 64)
    }
    return UnsafeMutableRawBufferPointer(rebasing: stored[..<byteCount])
  }

  /// Decodes `stored` into `room`, which must be filled exactly.
  func decode(
    _ stored: UnsafeRawBufferPointer, by codecs: ChunkCodecs,
    into room: UnsafeMutableRawBufferPointer
  ) throws {
    guard let zstd = codecs.zstdIndex else {
      let raw = try withoutChecksums(codecs.steps.count, stored)
      guard raw.count == room.count else {
        throw ChunkDamage(found: "\(raw.count) bytes", expected: "\(room.count)")
      }
      room.copyMemory(from: raw)
      return
    }
    let frames = try withoutChecksums(codecs.steps.count - zstd - 1, stored)
    if zstd == 0 {
      try decompress(frames, into: room)
      return
    }
    let withChecksums = room.count + zstd * StoredChecksum.byteCount
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: withChecksums, alignment: 64)
    defer { scratch.deallocate() }
    try decompress(frames, into: scratch)
    room.copyMemory(from: try withoutChecksums(zstd, UnsafeRawBufferPointer(scratch)))
  }

  private func decompress(
    _ frames: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) throws {
    do {
      try decompressor.decompress(frames, into: room)
    } catch let failure as ZstdFailure {
      throw ChunkDamage(
        found: "zstd: \(failure.reason)", expected: "a zstd frame of \(room.count) bytes")
    }
  }

  private func withoutChecksums(
    _ count: Int, _ bytes: UnsafeRawBufferPointer
  ) throws -> UnsafeRawBufferPointer {
    var bytes = bytes
    for _ in 0..<count {
      guard let check = StoredChecksum.check(bytes) else {
        throw ChunkDamage(found: "\(bytes.count) bytes", expected: "4 bytes of checksum at least")
      }
      guard check.stored == check.computed else {
        throw ChunkDamage(
          found: "CRC-32C \(hexadecimal(check.computed))",
          expected: "\(hexadecimal(check.stored)), which is stored beside it")
      }
      bytes = UnsafeRawBufferPointer(rebasing: bytes.dropLast(StoredChecksum.byteCount))
    }
    return bytes
  }
}

internal import CNIfTI

/// A gzip stream while it is made, in bounded memory.
///
/// Its header has no name and no time: the same content gives the same bytes.
final class Deflation {
  private var stream: z_stream
  private let room: UnsafeMutableRawBufferPointer

  /// Window bits that ask zlib for a gzip header and trailer.
  private static let gzipWindow: Int32 = 15 + 16
  private static let roomByteCount = 64 << 10

  /// - Parameter level: 1 (fast) to 9 (small).
  /// - Throws: `VolumeError` if memory is refused.
  init(level: Int32, path: String) throws {
    stream = z_stream()
    room = .allocate(byteCount: Self.roomByteCount, alignment: 64)
    let status = deflateInit2_(
      &stream, level, Z_DEFLATED, Self.gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw VolumeError(file: path, .outOfMemory(bytes: 256 << 10))
    }
  }

  deinit {
    deflateEnd(&stream)
    room.deallocate()
  }

  /// Takes more bytes, and hands on what is compressed of them so far.
  func write(
    _ bytes: UnsafeRawBufferPointer, to output: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    // A count of zlib's has 32 bits.
    var rest = bytes
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      try run(piece, Z_NO_FLUSH, output)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
    }
  }

  /// Hands on the rest and the trailer.
  func finish(to output: (UnsafeRawBufferPointer) throws -> Void) throws {
    try run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH, output)
  }

  private func run(
    _ bytes: UnsafeRawBufferPointer, _ flush: Int32,
    _ output: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    stream.next_in = UnsafeMutablePointer(
      mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(bytes.count)
    repeat {
      stream.next_out = room.bindMemory(to: UInt8.self).baseAddress
      stream.avail_out = UInt32(room.count)
      deflate(&stream, flush)
      let made = room.count - Int(stream.avail_out)
      if made > 0 { try output(UnsafeRawBufferPointer(rebasing: room[..<made])) }
    } while stream.avail_out == 0
  }
}

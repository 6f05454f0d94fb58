internal import CZstd

/// What libzstd had to say about input that it refused.
struct ZstdFailure: Error {
  let reason: String

  fileprivate init(_ result: Int) {
    reason = String(cString: ZSTD_getErrorName(result))
  }

  fileprivate init(reason: String) {
    self.reason = reason
  }
}

/// Compresses chunks with one context, which is allocated once and used again.
///
/// One-shot compression writes the content size into the frame header: numcodecs up to 0.16.1
/// refuses frames without it.
final class ZstdCompressor {
  private let context: OpaquePointer

  /// - Parameter level: of zstd, 1 (fast) to 19 (small).
  init(level: Int, checksum: Bool) {
    guard let context = ZSTD_createCCtx() else { fatalError("out of memory") }
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(clamping: level))
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0)
  }

  deinit {
    ZSTD_freeCCtx(context)
  }

  /// Room that is always enough for `byteCount` bytes compressed.
  static func bound(_ byteCount: Int) -> Int {
    ZSTD_compressBound(byteCount)
  }

  /// Bytes that the context has allocated so far.
  var contextByteCount: Int { ZSTD_sizeof_CCtx(context) }

  /// Compresses `raw` into `room` as one frame and returns the frame's size.
  func compress(
    _ raw: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) throws -> Int {
    let result = ZSTD_compress2(
      context, room.baseAddress, room.count, raw.baseAddress, raw.count)
    guard ZSTD_isError(result) == 0 else { throw ZstdFailure(result) }
    return result
  }
}

/// Decompresses chunks with one context, which is allocated once and used again.
final class ZstdDecompressor {
  private let context: OpaquePointer

  init() {
    guard let context = ZSTD_createDCtx() else { fatalError("out of memory") }
    self.context = context
  }

  deinit {
    ZSTD_freeDCtx(context)
  }

  /// The most that `byteCount` bytes of frames can hold: the densest block is four bytes that
  /// stand for 128 KiB of one value (RFC 8878, 3.1.1.2).
  static func mostContent(of byteCount: Int) -> Int {
    let (most, overflow) = (byteCount / 4 + 1).multipliedReportingOverflow(by: 128 << 10)
    return overflow ? .max : most
  }

  /// Decompresses `frames`, whose content must fill `room` exactly.
  ///
  /// Sizes within the frames are never believed: nothing is allocated from them.
  func decompress(
    _ frames: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) throws {
    let result = ZSTD_decompressDCtx(
      context, room.baseAddress, room.count, frames.baseAddress, frames.count)
    guard ZSTD_isError(result) == 0 else { throw ZstdFailure(result) }
    guard result == room.count else {
      throw ZstdFailure(reason: "\(result) bytes of content")
    }
  }
}

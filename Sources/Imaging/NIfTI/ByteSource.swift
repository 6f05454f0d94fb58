import CNIfTI
import Foundation

/// A file, plain or gzipped, read from the start to the end through libznz.
///
/// Compression is told by the first two bytes, not by the name: both kinds of misnamed files exist.
final class ByteSource {
  let path: String
  let isGzipped: Bool
  /// Bytes of the file as it lies on disk.
  let fileSize: Int
  /// Bytes delivered or skipped so far, decompressed.
  private(set) var position = 0
  /// What is expected of the file in all, decompressed: named when it ends before.
  var expectedContent = 0
  private var file: znzFile?

  /// The buffer in front of zlib; its default of 8 KiB costs a system call for every few rows.
  private static let bufferSize: UInt32 = 256 * 1024
  /// Deflate's shortest code for its longest match: no stream expands more than this.
  private static let largestExpansion = 1032

  init(path: String) throws {
    self.path = path
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw VolumeError.lastCall(on: path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw VolumeError(file: path, .unreadable(reason: "it is no regular file"))
    }
    fileSize = Int(status.st_size)
    guard let plain = znzopen(path, "rb", 0) else {
      throw VolumeError.lastCall(on: path)
    }
    var magic: [UInt8] = [0, 0]
    let read = znzread(&magic, 1, 2, plain)
    isGzipped = read == 2 && magic == [0x1f, 0x8b]
    if isGzipped {
      var closing: znzFile? = plain
      Xznzclose(&closing)
      file = znzopen(path, "rb", 1)
      guard let file else {
        throw VolumeError.lastCall(on: path)
      }
      gzbuffer(file.pointee.zfptr, Self.bufferSize)
    } else {
      znzrewind(plain)
      file = plain
    }
  }

  deinit { Xznzclose(&file) }

  /// The most bytes that the file can hold, decompressed.
  var largestContent: Int {
    guard isGzipped else { return fileSize }
    let (product, overflow) = fileSize.multipliedReportingOverflow(by: Self.largestExpansion)
    return overflow ? .max : product
  }

  /// Up to `count` bytes: fewer at the end of the file.
  func readPrefix(_ count: Int) throws -> [UInt8] {
    try Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = try readAvailable(UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Fills `buffer`, or throws `truncated` or `corruptGzip`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    let read = try readAvailable(buffer)
    guard read == buffer.count else {
      throw VolumeError(
        file: path,
        .truncated(
          found: position, expected: max(expectedContent, position - read + buffer.count)))
    }
  }

  /// Goes on by `count` bytes without delivering them.
  func skip(_ count: Int) throws {
    if !isGzipped {
      guard position + count <= fileSize else {
        throw VolumeError(
          file: path,
          .truncated(found: fileSize, expected: max(expectedContent, position + count)))
      }
      guard znzseek(file, off_t(count), SEEK_CUR) >= 0 else {
        throw VolumeError.lastCall(on: path)
      }
      position += count
      return
    }
    try withScratch { scratch in
      var left = count
      while left > 0 {
        let part = min(left, scratch.count)
        try read(into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<part]))
        left -= part
      }
    }
  }

  /// Reads a gzipped file to its end, so that its checksum is compared; bytes beyond what was wanted
  /// are let pass.
  func verifyToEnd() throws {
    guard isGzipped else { return }
    try withScratch { scratch in
      while try readAvailable(scratch) == scratch.count {}
    }
  }

  private func readAvailable(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    errno = 0
    let read = znzread(buffer.baseAddress, 1, buffer.count, file)
    // znzread hands gzread's -1 through.
    let failed = read < 0
    if !failed { position += read }
    guard failed || read < buffer.count else { return read }
    if isGzipped {
      try throwGzipError()
    } else if failed || ferror(file?.pointee.nzfptr) != 0 {
      throw VolumeError.lastCall(on: path)
    }
    return read
  }

  /// Throws if zlib's last answer was anything but a proper end of the stream.
  private func throwGzipError() throws {
    var code: Int32 = Z_OK
    guard let message = gzerror(file?.pointee.zfptr, &code), code != Z_OK else { return }
    if code == Z_ERRNO {
      throw VolumeError.lastCall(on: path)
    }
    // zlib writes "path: what": the path is said already.
    let text = String(cString: message)
    let detail = text.hasPrefix(path + ": ") ? String(text.dropFirst(path.count + 2)) : text
    throw VolumeError(
      file: path, .corruptGzip(detail: "\(detail), after \(position) decompressed bytes"))
  }

  private func withScratch<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
    try withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 16, body)
  }
}

/// What the last failed system call said: "No such file or directory".
func lastSystemError() -> String {
  errno == 0 ? "unknown error" : String(cString: strerror(errno))
}

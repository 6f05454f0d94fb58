/// Where each inner chunk lies within a shard file: for each, offset and length in bytes as two
/// little-endian 64-bit words, both 2^64 - 1 for an absent one (Zarr `sharding_indexed`).
public struct ShardIndex: Sendable, Hashable {
  static let absentWord = UInt64.max
  static let bytesPerChunk = 16

  /// Offset and length of chunk 0, of chunk 1, and so on.
  private var words: [UInt64]

  /// An index of `chunkCount` absent chunks.
  init(chunkCount: Int) {
    words = Array(repeating: Self.absentWord, count: chunkCount * 2)
  }

  /// Reads the words of `bytes`, which are 16 times the number of chunks.
  init(_ bytes: UnsafeRawBufferPointer) {
    words = (0..<bytes.count / 8).map {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
    }
  }

  /// Bytes of an index in a file.
  static func byteCount(chunkCount: Int, isChecksummed: Bool) -> Int {
    chunkCount * bytesPerChunk + (isChecksummed ? StoredChecksum.byteCount : 0)
  }

  /// Chunks of a full shard, absent ones included.
  public var chunkCount: Int { words.count / 2 }

  /// Whether a chunk was left out.
  public func isAbsent(_ chunk: Int) -> Bool {
    words[chunk * 2] == Self.absentWord && words[chunk * 2 + 1] == Self.absentWord
  }

  /// The chunks that are there, by row-major number.
  public var present: [Int] { (0..<chunkCount).filter { !isAbsent($0) } }

  /// Offset and length as stored: not checked against anything.
  func words(of chunk: Int) -> (offset: UInt64, length: UInt64) {
    (words[chunk * 2], words[chunk * 2 + 1])
  }

  /// The bytes of a chunk, `nil` when it is absent.
  ///
  /// - Parameter data: the part of the file that may hold chunks; a chunk outside throws.
  func range(of chunk: Int, in data: Range<Int>, file: String) throws -> Range<Int>? {
    if isAbsent(chunk) { return nil }
    let (offset, length) = words(of: chunk)
    let (end, overflow) = offset.addingReportingOverflow(length)
    guard !overflow, offset >= UInt64(data.lowerBound), end <= UInt64(data.upperBound) else {
      throw ZarrError.damaged(
        ZarrProblem(
          file: file, chunk: chunk, found: "an index entry of \(length) bytes at \(offset)",
          expected: "bytes within \(data.lowerBound)..<\(data.upperBound)"))
    }
    return Int(offset)..<Int(end)
  }

  mutating func set(_ chunk: Int, offset: Int, length: Int) {
    words[chunk * 2] = UInt64(offset)
    words[chunk * 2 + 1] = UInt64(length)
  }

  /// The index as it lies in a file, without checksum.
  var bytes: [UInt8] {
    words.flatMap(littleEndianBytes)
  }
}

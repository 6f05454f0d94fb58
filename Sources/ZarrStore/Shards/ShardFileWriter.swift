public import DurableFiles

/// Writes one shard file: chunks as they come, in any order, then the index.
///
/// Nothing but the index is held in memory. The file has a temporary name until `finish`; a writer
/// that is let go before that removes it.
public final class ShardFileWriter {
  private let file: PendingFile
  private var index: ShardIndex
  private var byteCount = 0

  /// - Parameters:
  ///   - path: the file's final name.
  ///   - chunkCount: inner chunks of a full shard.
  ///   - naming: `.unique` where several processes may write the same shard.
  public init(
    path: String, chunkCount: Int, naming: PendingFile.Naming = .fixed,
    in files: any FileSystem = LocalFileSystem()
  ) throws {
    file = try PendingFile(path, naming: naming, in: files)
    index = ShardIndex(chunkCount: chunkCount)
  }

  /// Adds a chunk.
  ///
  /// After an error the chunk isn't in the shard and can be given again.
  ///
  /// - Parameter chunk: its row-major number within the shard; each is given once at most.
  func append(_ chunk: Int, _ encoded: EncodedChunk) throws {
    guard (0..<index.chunkCount).contains(chunk) else {
      throw ZarrError.request(
        path: file.path, asked: "writing chunk \(chunk)",
        possible: "0..<\(index.chunkCount)")
    }
    guard index.isAbsent(chunk) else {
      throw ZarrError.request(
        path: file.path, asked: "writing chunk \(chunk) again", possible: "once")
    }
    try file.write(encoded.bytes, checksum: encoded.checksum)
    index.set(chunk, offset: byteCount, length: encoded.bytes.count)
    byteCount += encoded.bytes.count
  }

  /// Adds a chunk of numbers, compressed at the usual level with a checksum.
  public func append<Element: ZarrElement>(_ chunk: Int, _ elements: [Element]) throws {
    try elements.withUnsafeBytes { bytes in
      let encoder = ChunkEncoder(
        level: SliceLayout.usualCompressionLevel, chunkByteCount: bytes.count)
      try withExtendedLifetime(encoder) {
        try append(chunk, try encoder.encode(bytes, for: file.path))
      }
    }
  }

  /// Writes the index and gives the file its name, once its bytes are on the disk.
  ///
  /// - Parameter shard: goes into the receipt.
  public func finish(shard: Int) throws -> ShardReceipt {
    var trailer = index.bytes
    let checksum = CRC32C.checksum(of: trailer)
    trailer += littleEndianBytes(checksum)
    try file.write(trailer)
    return ShardReceipt(shard: shard, file: try file.publish())
  }

  /// Removes the temporary file; a finished shard stays.
  public func discard() {
    file.discard()
  }
}

/// Writes one shard file: chunks as they come, in any order, then the index.
///
/// Nothing but the index is held in memory. The file has a temporary name until `finish`; a writer
/// that is let go before that removes it.
public final class ShardWriter {
  private let file: PartialFile
  private var index: ShardIndex
  private var byteCount = 0

  /// - Parameters:
  ///   - path: the file's final name, which has one writer at a time.
  ///   - chunkCount: inner chunks of a full shard.
  public init(path: String, chunkCount: Int) throws {
    file = try PartialFile(path)
    index = ShardIndex(chunkCount: chunkCount)
  }

  /// Adds a chunk in its stored form, as its codecs made it.
  ///
  /// After an error the chunk isn't in the shard and can be given again.
  ///
  /// - Parameter chunk: its row-major number within the shard; each is given once at most.
  public func append(_ chunk: Int, stored: UnsafeRawBufferPointer) throws {
    guard (0..<index.chunkCount).contains(chunk) else {
      throw ZarrError.request(
        path: file.finalPath, asked: "writing chunk \(chunk)",
        possible: "0..<\(index.chunkCount)")
    }
    guard index.isAbsent(chunk) else {
      throw ZarrError.request(
        path: file.finalPath, asked: "writing chunk \(chunk) again", possible: "once")
    }
    try file.write(stored, at: byteCount)
    index.set(chunk, offset: byteCount, length: stored.count)
    byteCount += stored.count
  }

  /// Writes the index and gives the file its name, once its bytes are on the disk.
  ///
  /// - Parameter shard: goes into the receipt.
  public func finish(shard: Int) throws -> ShardReceipt {
    var trailer = index.bytes
    let checksum = CRC32C.checksum(of: trailer)
    trailer += littleEndianBytes(checksum)
    try trailer.withUnsafeBytes { try file.write($0, at: byteCount) }
    try file.publish()
    return ShardReceipt(
      shard: shard, byteCount: byteCount + trailer.count,
      indexChecksum: checksum)
  }

  /// Removes the temporary file; a finished shard stays.
  public func discard() {
    file.discard()
  }
}

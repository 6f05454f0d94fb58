/// Proof of one finished shard: enough to tell later, without reading its chunks, whether the file
/// is still the one that was written.
public struct ShardReceipt: Sendable, Hashable, Codable {
  /// The shard's place along axis 0; `SliceLayout.shardKey` says in which file it lies.
  public let shard: Int
  /// The file's size in bytes.
  public let byteCount: Int
  /// CRC-32C of the shard's index, which holds each chunk's place and length.
  public let indexChecksum: UInt32

  /// A receipt from its parts, as a journal kept them.
  public init(shard: Int, byteCount: Int, indexChecksum: UInt32) {
    self.shard = shard
    self.byteCount = byteCount
    self.indexChecksum = indexChecksum
  }
}

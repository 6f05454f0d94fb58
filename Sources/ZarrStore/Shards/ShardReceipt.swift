/// Proof of one finished shard: enough to tell later, without reading its chunks, whether the file
/// is still the one that was written.
public struct ShardReceipt: Sendable, Hashable, Codable {
  /// The shard's place along axis 0.
  public let shard: Int
  /// The file's path.
  public let path: String
  /// The file's size in bytes.
  public let byteCount: Int
  /// CRC-32C of the shard's index, which holds each chunk's place and length.
  public let indexChecksum: UInt32

  public init(shard: Int, path: String, byteCount: Int, indexChecksum: UInt32) {
    self.shard = shard
    self.path = path
    self.byteCount = byteCount
    self.indexChecksum = indexChecksum
  }
}

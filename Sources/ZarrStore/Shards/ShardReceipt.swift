public import DurableFiles

/// Proof of one finished shard.
public struct ShardReceipt: Sendable, Hashable, Codable {
  /// The shard's place along axis 0; `SliceLayout.shardKey` says in which file it lies.
  public let shard: Int
  /// The file. Its tail covers the index of a shard of up to 255 slices, so that a quick look tells
  /// whether it is still the one that was written.
  public let file: PublishedFile
}

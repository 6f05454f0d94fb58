/// How one shard file packs many inner chunks (`sharding_indexed`, Zarr enhancement proposal 2).
public struct ShardingCodec: Sendable, Hashable {
  /// Where in the file the index lies.
  public enum IndexLocation: String, Sendable, Hashable {
    case start, end
  }

  /// Extents of one inner chunk; they divide the shard's.
  public let chunkShape: [Int]
  /// How each inner chunk is stored.
  public let codecs: ChunkCodecs
  /// At the end for shards written here, so that they can be streamed.
  public let indexLocation: IndexLocation
  /// Whether a CRC-32C follows the index.
  public let indexIsChecksummed: Bool

  init(
    chunkShape: [Int], codecs: ChunkCodecs, indexLocation: IndexLocation = .end,
    indexIsChecksummed: Bool = true
  ) {
    self.chunkShape = chunkShape
    self.codecs = codecs
    self.indexLocation = indexLocation
    self.indexIsChecksummed = indexIsChecksummed
  }
}

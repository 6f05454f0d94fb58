/// How an array of slices is to be stored: one chunk a slice, many slices a shard.
public struct SliceLayout: Sendable, Hashable {
  /// The type of the elements.
  public var dataType: DataType
  /// Extents of one slice, for example `[C, H, W]`; each is 1 or more.
  public var sliceShape: [Int]
  /// Slices in the array; `nil` when that is known only at the end.
  public var sliceCount: Int?
  /// Slices in a shard file, stored or absent.
  public var slicesPerShard: Int
  /// One name a dimension, axis 0 first.
  public var dimensionNames: [String]?
  /// Zstandard's level, 1 (fast) to 19 (small).
  public var compressionLevel: Int

  /// Floating-point numbers of a network come out no smaller at higher levels, only later.
  public static let usualCompressionLevel = 1

  /// - Parameter slicesPerShard: `nil` for as many as make about 64 MiB uncompressed.
  public init(
    dataType: DataType, sliceShape: [Int], sliceCount: Int? = nil, slicesPerShard: Int? = nil,
    dimensionNames: [String]? = nil, compressionLevel: Int = Self.usualCompressionLevel
  ) {
    self.dataType = dataType
    self.sliceShape = sliceShape
    self.sliceCount = sliceCount
    self.dimensionNames = dimensionNames
    self.compressionLevel = compressionLevel
    self.slicesPerShard = 1
    self.slicesPerShard =
      slicesPerShard ?? Self.slicesPerShard(sliceByteCount: sliceByteCount, sliceCount: sliceCount)
  }

  /// Bytes of one slice, uncompressed; saturates rather than overflows.
  public var sliceByteCount: Int {
    Extents.product(sliceShape + [dataType.byteCount]) ?? .max
  }

  /// The number of slices that makes shards of about 64 MiB: large enough for a filesystem that
  /// dislikes many files, small enough that little is lost when a run is killed. Never more than
  /// the array has.
  public static func slicesPerShard(sliceByteCount: Int, sliceCount: Int?) -> Int {
    let target = 64 << 20
    let fitting = max(1, target / max(1, sliceByteCount))
    // A shard of many tiny slices would be mostly index.
    return max(1, min(fitting, sliceCount ?? 4096, 4096))
  }

  /// The file of shard `number`, relative to the array's folder, for example `c/9/0/0/0`.
  public func shardKey(_ number: Int) -> String {
    ChunkKeyEncoding().key([number] + sliceShape.map { _ in 0 })
  }

  /// The array's metadata; throws what `ZarrArrayMetadata` finds wrong with it.
  func metadata(
    sliceCount: Int, attributes: [String: JSONValue], file: String
  ) throws -> ZarrArrayMetadata {
    guard (1...19).contains(compressionLevel) else {
      throw ZarrError.metadata(
        file: file, key: "zstd.level", found: "\(compressionLevel)", expected: "1 to 19")
    }
    return try ZarrArrayMetadata(
      shape: [sliceCount] + sliceShape, dataType: dataType,
      fileShape: [slicesPerShard] + sliceShape, fillValue: .zero(dataType),
      storage: .sharded(
        ShardingCodec(
          chunkShape: [1] + sliceShape, codecs: .zstdAndChecksum(level: compressionLevel))),
      attributes: attributes, dimensionNames: dimensionNames, file: file)
  }
}

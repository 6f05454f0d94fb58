/// What an array's `zarr.json` says (Zarr v3 core, "Array metadata"), checked.
///
/// Every value of this type is consistent: ranks agree, inner chunks divide shards, and every
/// product of extents in bytes fits an `Int`.
public struct ZarrArrayMetadata: Sendable, Hashable {
  /// More dimensions than any imaging data has; also what keeps hostile files cheap.
  public static let maximumRank = 32
  /// The largest chunk that is decoded at once, in bytes.
  public static let maximumChunkByteCount = 1 << 31
  /// The most inner chunks that a shard may have.
  public static let maximumChunksPerShard = 1 << 24

  /// The two ways of storing chunks.
  public enum Storage: Sendable, Hashable {
    /// The file is one chunk.
    case plain(ChunkCodecs)
    /// The file is a shard of many chunks.
    case sharded(ShardingCodec)
  }

  /// Extents of the array, outermost first; none for a scalar.
  public let shape: [Int]
  /// The type of the elements.
  public let dataType: DataType
  /// Extents of what one file holds: the shard where the array is sharded.
  public let fileShape: [Int]
  /// How chunk files are named.
  public let chunkKeyEncoding: ChunkKeyEncoding
  /// What absent elements read as.
  public let fillValue: FillValue
  /// How the bytes of one chunk file are made.
  public let storage: Storage
  /// Anything the writer noted.
  public let attributes: [String: JSONValue]
  /// One name a dimension, `nil` for an unnamed one; `nil` when there are none.
  public let dimensionNames: [String?]?

  /// - Parameter file: named in errors.
  init(
    shape: [Int], dataType: DataType, fileShape: [Int],
    chunkKeyEncoding: ChunkKeyEncoding = ChunkKeyEncoding(), fillValue: FillValue,
    storage: Storage, attributes: [String: JSONValue], dimensionNames: [String?]?, file: String
  ) throws {
    self.shape = shape
    self.dataType = dataType
    self.fileShape = fileShape
    self.chunkKeyEncoding = chunkKeyEncoding
    self.fillValue = fillValue
    self.storage = storage
    self.attributes = attributes
    self.dimensionNames = dimensionNames
    try validate(file: file)
  }

  private func validate(file: String) throws {
    func failure(_ key: String, _ found: String, _ expected: String) -> ZarrError {
      .metadata(file: file, key: key, found: found, expected: expected)
    }
    let rank = shape.count
    func requireRank(_ extents: [Int], _ key: String) throws {
      guard extents.count == rank else {
        throw failure(key, "\(extents)", "one extent for each of the \(rank) dimensions of shape")
      }
      guard extents.allSatisfy({ $0 >= 1 }) else {
        throw failure(key, "\(extents)", "extents of 1 or more")
      }
    }
    let item = dataType.byteCount
    guard rank <= Self.maximumRank, shape.allSatisfy({ $0 >= 0 }),
      // A zero extent mustn't hide an overflow of the others.
      Extents.product(shape.map { max($0, 1) } + [item]) != nil
    else { throw failure("shape", "\(shape)", "a size in bytes below 2^63") }
    let fileKey = "chunk_grid.configuration.chunk_shape"
    try requireRank(fileShape, fileKey)
    guard Extents.product(fileShape + [item]) != nil else {
      throw failure(fileKey, "\(fileShape)", "a size in bytes below 2^63")
    }
    var chunkKey = fileKey
    if case .sharded(let sharding) = storage {
      chunkKey = "codecs.sharding_indexed.chunk_shape"
      try requireRank(sharding.chunkShape, chunkKey)
      guard zip(fileShape, sharding.chunkShape).allSatisfy({ $0 % $1 == 0 }) else {
        throw failure(chunkKey, "\(sharding.chunkShape)", "divisors of the shard's \(fileShape)")
      }
      guard chunksPerFile <= Self.maximumChunksPerShard else {
        throw failure(
          chunkKey, "\(chunksPerFile) chunks a shard", "at most \(Self.maximumChunksPerShard)")
      }
    }
    guard chunkByteCount <= Self.maximumChunkByteCount else {
      throw failure(
        chunkKey, "\(chunkByteCount) bytes a chunk", "at most \(Self.maximumChunkByteCount)")
    }
    guard dimensionNames == nil || dimensionNames?.count == rank else {
      throw failure("dimension_names", "\(dimensionNames ?? [])", "\(rank) names")
    }
  }

  /// Extents of the unit that is compressed and read at once.
  public var chunkShape: [Int] {
    switch storage {
    case .plain: fileShape
    case .sharded(let sharding): sharding.chunkShape
    }
  }

  var codecs: ChunkCodecs {
    switch storage {
    case .plain(let codecs): codecs
    case .sharded(let sharding): sharding.codecs
    }
  }

  /// Bytes of one chunk, uncompressed. A chunk at the array's edge is padded to the same size.
  public var chunkByteCount: Int { chunkShape.reduce(dataType.byteCount, *) }
  /// Bytes of the whole array, uncompressed.
  public var byteCount: Int { shape.reduce(dataType.byteCount, *) }
  /// Files along each dimension.
  public var fileGrid: [Int] { zip(shape, fileShape).map(Extents.quotientRoundedUp) }
  /// Chunks along each dimension.
  public var chunkGrid: [Int] { zip(shape, chunkShape).map(Extents.quotientRoundedUp) }
  /// Chunks along each dimension of one file.
  var chunksInFile: [Int] { zip(fileShape, chunkShape).map { $0 / $1 } }
  var chunksPerFile: Int { chunksInFile.reduce(1, *) }
}

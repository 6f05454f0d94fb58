/// Reads chunks of one shard file. Its index is read and checked once; any number of threads may
/// read chunks at a time.
public final class ShardFileReader: Sendable {
  /// Where each chunk lies.
  public let index: ShardIndex
  /// The file's size in bytes.
  public let byteCount: Int

  private let file: File
  /// The part of the file that isn't the index.
  private let data: Range<Int>

  /// Opens a shard as this module writes them: index at the end, with a checksum.
  public convenience init(path: String, chunkCount: Int) throws {
    try self.init(path: path, chunkCount: chunkCount, indexLocation: .end, isChecksummed: true)
  }

  init(
    path: String, chunkCount: Int, indexLocation: ShardingCodec.IndexLocation, isChecksummed: Bool
  ) throws {
    file = try File.open(path)
    byteCount = try file.byteCount
    let indexByteCount = ShardIndex.byteCount(
      chunkCount: chunkCount, isChecksummed: isChecksummed)
    // Also keeps a made-up chunk count from costing more memory than the file's size.
    guard indexByteCount <= byteCount else {
      throw ZarrError.damaged(
        ZarrProblem(
          file: path, found: "\(byteCount) bytes",
          expected: "at least the \(indexByteCount) of an index of \(chunkCount) chunks"))
    }
    let offset = indexLocation == .start ? 0 : byteCount - indexByteCount
    data =
      indexLocation == .start ? indexByteCount..<byteCount : 0..<(byteCount - indexByteCount)

    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(indexByteCount, 1), alignment: 8)
    defer { room.deallocate() }
    let stored = UnsafeMutableRawBufferPointer(rebasing: room[..<indexByteCount])
    try file.read(into: stored, at: offset)
    let words = UnsafeRawBufferPointer(
      rebasing: stored[..<(chunkCount * ShardIndex.bytesPerChunk)])
    index = ShardIndex(words)
    if isChecksummed, let check = StoredChecksum.check(UnsafeRawBufferPointer(stored)) {
      guard check.stored == check.computed else {
        throw ZarrError.damaged(
          ZarrProblem(
            file: path, offset: offset,
            found: "an index with CRC-32C \(hexadecimal(check.computed))",
            expected: "\(hexadecimal(check.stored)), which is stored beside it"))
      }
    }
  }

  /// The file's path.
  public var path: String { file.path }

  /// The numbers of a chunk that this module wrote; `nil` when it is absent.
  ///
  /// - Parameter layout: of the array that the shard belongs to.
  /// - Throws: `ZarrError` if the chunk is damaged or the array holds another type.
  public func elements<Element: ZarrElement>(
    _ chunk: Int, _ layout: SliceLayout, as type: Element.Type
  ) throws -> [Element]? {
    guard Element.dataType == layout.dataType else {
      throw ZarrError.request(
        path: path, asked: "elements of \(Element.dataType.rawValue)",
        possible: layout.dataType.rawValue)
    }
    guard let stored = try storedChunk(chunk) else { return nil }
    let codecs = ChunkCodecs.zstdAndChecksum(level: layout.compressionLevel)
    try stored.requirePossible(layout.sliceByteCount, by: codecs)
    let count = layout.sliceByteCount / layout.dataType.byteCount
    return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      try stored.decode(
        by: codecs, with: ChunkDecoder(), into: UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }

  /// A chunk's bytes as they lie in the file, not read yet; `nil` when it is absent.
  func storedChunk(_ chunk: Int) throws -> StoredChunk? {
    try index.range(of: chunk, in: data, file: path)
      .map { StoredChunk(file: file, range: $0, chunk: chunk) }
  }
}

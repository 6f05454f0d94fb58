/// Reads chunks of one shard file. Its index is read and checked once; any number of threads may
/// read chunks at a time.
public final class ShardReader: Sendable {
  /// Where each chunk lies.
  public let index: ShardIndex
  /// The file's size in bytes.
  public let byteCount: Int
  /// CRC-32C of the index.
  public let indexChecksum: UInt32

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
    indexChecksum = CRC32C.checksum(of: words)
    if isChecksummed, let check = CRC32C.check(UnsafeRawBufferPointer(stored)) {
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

  /// What the writer's receipt said, if this is still the same file.
  public func receipt(shard: Int) -> ShardReceipt {
    ShardReceipt(shard: shard, byteCount: byteCount, indexChecksum: indexChecksum)
  }

  /// A chunk's bytes as they lie in the file, not read yet; `nil` when it is absent.
  func storedChunk(_ chunk: Int) throws -> StoredChunk? {
    try index.range(of: chunk, in: data, file: path)
      .map { StoredChunk(file: file, range: $0, chunk: chunk) }
  }
}

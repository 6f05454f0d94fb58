public import DurableFiles
internal import Synchronization

/// Writes an array slice by slice, in increasing order, into shards of a fixed number of slices.
///
/// Slices that are skipped become absent chunks. Each shard appears under its name when it is whole
/// and on the disk; `zarr.json` appears last of all, in `finish`, so that nobody reads half an array.
/// A writer that is let go before that leaves finished shards, for a later one to go on from, but no
/// array. After an error only `discard` is of use.
///
/// Slices are compressed side by side, two at a time, while the next ones are made: an error of one may be
/// thrown by a later call. Memory is `scratchByteCount`, whatever the array's size. Calls from several
/// threads take turns. They block on the disk.
public final class ZarrArrayWriter: @unchecked Sendable {
  /// What to do with an array that is there already.
  public enum Existing: Sendable {
    case refuse
    case replace
  }

  private enum Phase {
    case open, finished, discarded, failed
  }

  /// The array's folder.
  public let path: String
  /// How the array is stored.
  public let layout: SliceLayout

  private let files: any FileSystem
  // Guards everything below.
  private let turn = Mutex<Void>(())
  private let encoding: ChunkEncoding
  private var phase = Phase.open
  private var shard: ShardFileWriter?
  private var finishedShards = 0
  private let content = ContentDigest()
  private var nextSlice = 0
  private var absent: [Int] = []

  /// - Parameters:
  ///   - path: the array's folder; its last part must be a valid node name.
  ///   - existing: whether a finished array there is an error or ceases to be one. Shards of it, and
  ///     those of an unfinished one, stay until others take their places or the array is finished.
  ///   - keptShards: how many shards from an earlier attempt to keep, from the first on. They must
  ///     be whole; the next slice to write is then `keptShards * layout.slicesPerShard`.
  public init(
    path: String, layout: SliceLayout, existing: Existing = .refuse, keptShards: Int = 0,
    in files: any FileSystem = LocalFileSystem()
  ) throws {
    try NodeName.checked(FilePath.name(of: path))
    self.path = path
    self.layout = layout
    self.files = files
    let file = ZarrArray.metadataPath(path)
    let metadata = try layout.metadata(
      sliceCount: layout.sliceCount ?? 0, attributes: [:], file: file)
    if FilePath.exists(file) {
      // A group isn't ours to replace.
      guard existing == .replace, (try? ZarrGroup(path: path)) == nil else {
        throw ZarrError.exists(path: path)
      }
      try files.remove(file)
      try files.syncFolder(path)
    }
    encoding = ChunkEncoding(
      level: layout.compressionLevel, chunkByteCount: metadata.chunkByteCount)
    try keep(keptShards)
  }

  /// Bytes that a writer of such an array holds at most, besides the slice that it is given.
  public static func scratchByteCount(_ layout: SliceLayout) -> Int {
    ChunkEncoding.scratchByteCount(
      level: layout.compressionLevel, chunkByteCount: layout.sliceByteCount)
      + layout.slicesPerShard * ShardIndex.bytesPerChunk * 3
  }

  /// Writes slice `z`.
  ///
  /// - Parameters:
  ///   - z: larger than that of any slice written before.
  ///   - elements: the slice, row-major, in the layout's type; kept until it is compressed.
  /// - Returns: receipts of the shards that this finished, in order; most often none.
  @discardableResult
  public func write<Element: ZarrElement>(_ z: Int, _ elements: [Element]) throws -> [ShardReceipt]
  {
    guard Element.dataType == layout.dataType else {
      throw request("elements of \(Element.dataType.rawValue)", layout.dataType.rawValue)
    }
    return try add(z, elements)
  }

  /// Writes slice `z` from its bytes, row-major and little endian, whatever the layout's type is.
  @discardableResult
  func write(_ z: Int, bytes: [UInt8]) throws -> [ShardReceipt] {
    try add(z, bytes)
  }

  private func add<Element: ZarrElement>(_ z: Int, _ elements: [Element]) throws -> [ShardReceipt] {
    try step {
      let end = layout.sliceCount ?? .max
      let first = max(nextSlice, finishedShards * layout.slicesPerShard)
      guard z >= first, z < end else {
        throw request("writing slice \(z)", "slices from \(first) on, below \(end)")
      }
      let byteCount = elements.count * Element.dataType.byteCount
      guard byteCount == layout.sliceByteCount else {
        throw request("a slice of \(byteCount) bytes", "\(layout.sliceByteCount) bytes")
      }
      let (number, chunk) = z.quotientAndRemainder(dividingBy: layout.slicesPerShard)
      var receipts = try finishShards(before: number)
      // A shard's file, and the folders above it, are made while its first slice is compressed.
      try encoding.add(z, elements, for: path, take: append)
      _ = try openShard()
      absent += nextSlice..<z
      nextSlice = z + 1
      if chunk == layout.slicesPerShard - 1 {
        receipts += try finishShards(before: number + 1)
      }
      return receipts
    }
  }

  /// Finishes the last shards, then publishes the array.
  ///
  /// - Parameters:
  ///   - sliceCount: for arrays whose layout leaves it open; `nil` means up to the last slice
  ///     written.
  ///   - attributes: provenance. The name `CompletionRecord.attributeName` is taken.
  /// - Returns: receipts of the shards that this finished, in order, and `zarr.json`.
  @discardableResult
  public func finish(
    sliceCount: Int? = nil, attributes: [String: JSONValue] = [:]
  ) throws -> (shards: [ShardReceipt], metadata: PublishedFile) {
    try step {
      let count = layout.sliceCount ?? sliceCount ?? nextSlice
      guard count >= nextSlice, sliceCount ?? count == count else {
        throw request(
          "\(sliceCount ?? count) slices",
          layout.sliceCount.map(String.init) ?? "\(nextSlice) or more")
      }
      guard attributes[CompletionRecord.attributeName] == nil else {
        throw request("an attribute \"\(CompletionRecord.attributeName)\"", "other names")
      }
      let file = ZarrArray.metadataPath(path)
      let metadata = try layout.metadata(sliceCount: count, attributes: attributes, file: file)
      let shardCount = metadata.fileGrid[0]
      let receipts = try finishShards(before: shardCount)
      if FilePath.isFolder(chunkFolder) {
        // Kept ones at the end that turn out to hold no slice, and those of a longer array before.
        try Folder.removeChunks(in: chunkFolder, from: shardCount, files)
      }
      let members = CompletionRecord.added(
        to: metadata.members, shardCount: shardCount, absent: absent + (nextSlice..<count),
        content: content.finish())
      let published = try PendingFile.write(
        Array(JSONPrinter.pretty(members: members).utf8), to: file, in: files)
      phase = .finished
      return (receipts, published)
    }
  }

  /// Removes everything of the array: shards finished or kept, temporary files, `zarr.json`.
  public func discard() throws {
    try turn.withLock { _ in
      phase = .discarded
      shard?.discard()
      shard = nil
      try files.remove(ZarrArray.metadataPath(path))
      if FilePath.isFolder(chunkFolder) { try Folder.removeChunks(in: chunkFolder, files) }
      try files.removeFolder(path)
    }
  }

  /// Ends without an array, but leaves the shards that are finished for a later writer to keep.
  public func suspend() {
    turn.withLock { _ in
      phase = .discarded
      shard?.discard()
      shard = nil
    }
  }

  /// How many shards are finished or kept.
  public var shardCount: Int { turn.withLock { _ in finishedShards } }

  private var chunkFolder: String { "\(path)/c" }

  private func shardPath(_ number: Int) -> String {
    "\(path)/\(layout.shardKey(number))"
  }

  private func request(_ asked: String, _ possible: String) -> ZarrError {
    .request(path: path, asked: asked, possible: possible)
  }

  /// Runs one call to its end before the next; after a failure there is no next.
  private func step<Result>(_ body: () throws -> Result) throws -> Result {
    try turn.withLock { _ in
      guard phase == .open else { throw request("more of an array", "nothing: it is \(phase)") }
      do {
        return try body()
      } catch {
        if case ZarrError.request = error {} else { phase = .failed }
        throw error
      }
    }
  }

  /// Adds a slice to its shard, which is the one that is open.
  private func append(_ z: Int, encoded: EncodedChunk) throws {
    try openShard().append(z % layout.slicesPerShard, encoded)
    content.add(z, stored: encoded.bytes)
  }

  private func openShard() throws -> ShardFileWriter {
    if let shard { return shard }
    let writer = try ShardFileWriter(
      path: shardPath(finishedShards), chunkCount: layout.slicesPerShard, in: files)
    shard = writer
    return writer
  }

  /// Finishes shards up to `end`, those without any slice too: that all of them exist is how a
  /// lost one is noticed.
  private func finishShards(before end: Int) throws -> [ShardReceipt] {
    var receipts: [ShardReceipt] = []
    // All that is being encoded belongs to the shard that is open.
    if finishedShards < end { try encoding.finish(take: append) }
    while finishedShards < end {
      receipts.append(try openShard().finish(shard: finishedShards))
      shard = nil
      finishedShards += 1
    }
    return receipts
  }

  /// Takes over shards of an earlier attempt.
  private func keep(_ count: Int) throws {
    let end = layout.sliceCount ?? .max
    for number in 0..<max(count, 0) {
      let reader = try ShardFileReader(
        path: shardPath(number), chunkCount: layout.slicesPerShard)
      let first = number * layout.slicesPerShard
      for chunk in 0..<layout.slicesPerShard where first + chunk < end {
        guard let stored = try reader.storedChunk(chunk) else { continue }
        try stored.readEnd(StoredChecksum.byteCount) { content.add(first + chunk, stored: $0) }
        absent += nextSlice..<first + chunk
        nextSlice = first + chunk + 1
      }
      finishedShards += 1
    }
  }
}

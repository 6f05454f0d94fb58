internal import Synchronization

/// The chunk files of one array: opens them, and keeps a few open.
final class ChunkFiles: Sendable {
  /// Open files kept: enough for a handful of readers at neighbouring places.
  private static let capacity = 4

  private enum Content: Sendable {
    case shard(ShardFileReader)
    case chunk(File)
  }

  private let folder: String
  private let metadata: ZarrArrayMetadata
  /// Most recently used last; files are known by their row-major number in the grid.
  private let open = Mutex<[(number: Int, content: Content)]>([])
  private let idleDecoders = Mutex<[ChunkDecoder]>([])

  init(folder: String, metadata: ZarrArrayMetadata) {
    self.folder = folder
    self.metadata = metadata
  }

  /// The path of the file at `coordinates` in the grid of files.
  func path(_ coordinates: [Int]) -> String {
    "\(folder)/\(metadata.chunkKeyEncoding.key(coordinates))"
  }

  /// The chunk at `coordinates` in the grid of chunks; `nil` when it, or its file, is absent.
  func storedChunk(_ coordinates: [Int]) throws -> StoredChunk? {
    let perFile = metadata.chunksInFile
    guard let content = try content(zip(coordinates, perFile).map { $0 / $1 }) else { return nil }
    switch content {
    case .shard(let reader):
      let within = zip(coordinates, perFile).map { $0 % $1 }
      return try reader.storedChunk(Extents.linear(within, in: perFile))
    case .chunk(let file):
      return StoredChunk(file: file, range: 0..<(try file.byteCount), chunk: nil)
    }
  }

  /// Opens a shard without keeping it open; `nil` when the file isn't there.
  func shard(_ coordinates: [Int]) throws -> ShardFileReader? {
    guard case .shard(let reader)? = try opened(coordinates) else { return nil }
    return reader
  }

  private func content(_ coordinates: [Int]) throws -> Content? {
    let number = Extents.linear(coordinates, in: metadata.fileGrid)
    let kept = open.withLock { open -> Content? in
      guard let i = open.firstIndex(where: { $0.number == number }) else { return nil }
      open.append(open.remove(at: i))
      return open.last?.content
    }
    if let kept { return kept }
    guard let content = try opened(coordinates) else { return nil }
    open.withLock { open in
      guard !open.contains(where: { $0.number == number }) else { return }
      open.append((number, content))
      if open.count > Self.capacity { open.removeFirst() }
    }
    return content
  }

  private func opened(_ coordinates: [Int]) throws -> Content? {
    let path = path(coordinates)
    do {
      switch metadata.storage {
      case .plain:
        return .chunk(try File.open(path))
      case .sharded(let sharding):
        return .shard(
          try ShardFileReader(
            path: path, chunkCount: metadata.chunksPerFile, indexLocation: sharding.indexLocation,
            isChecksummed: sharding.indexIsChecksummed))
      }
    } catch let error as ZarrError where error.isMissingFile {
      return nil
    }
  }

  /// Decodes a chunk into `room`, with a decoder that is used again later.
  func decode(_ chunk: StoredChunk, into room: UnsafeMutableRawBufferPointer) throws {
    let decoder = idleDecoders.withLock { $0.popLast() } ?? ChunkDecoder()
    defer { idleDecoders.withLock { $0.append(decoder) } }
    try chunk.decode(by: metadata.codecs, with: decoder, into: room)
  }
}

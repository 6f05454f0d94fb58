import Dataflow
public import DurableFiles
import Foundation
import Synchronization
import ZarrStore

/// A folder of embeddings that runs share: what one has encoded, no other encodes again.
///
/// An entry is named by the key of everything that its embedding follows from, and so never goes
/// out of date. It is one file, a shard with one chunk, with checksums. Entries appear whole and
/// are removed whole, so that any number of processes may use a cache at once. What can't be read
/// is encoded again; what can't be written is left out. Neither harms a run.
public final class EmbeddingCache: Sendable {
  /// The most bytes that entries take, looked at when the cache is opened and now and then.
  public let limit: Int
  public let path: String

  private let files: any FileSystem
  private let added = Mutex(0)

  /// Opens the cache in the folder `path`, which is made if need be.
  ///
  /// - Parameter limit: bytes; beyond it the entries go that were used least recently.
  /// - Throws: `FileError` if the folder can't be made.
  public init(path: String, limit: Int, files: any FileSystem = LocalFileSystem()) throws {
    self.path = path
    self.limit = limit
    self.files = files
    try files.makeFolder(path)
    evict()
  }

  private func entry(_ key: UnitKey, _ slice: Int) -> String {
    "\(path)/\(key.description.prefix(2))/\(key)/\(slice).shard"
  }

  /// The embedding of a slice, if it is there and whole.
  func values(of slice: Int, _ layout: SliceLayout, key: UnitKey) -> SliceEmbedding.Values? {
    let entry = entry(key, slice)
    guard access(entry, F_OK) == 0 else { return nil }
    guard let shard = try? ShardFileReader(path: entry, chunkCount: 1),
      let values = try? SliceEmbedding.Values(0, of: shard, layout)
    else {
      try? files.remove(entry)
      return nil
    }
    // When it was used last; the time of reading is often not kept by file systems.
    utimensat(AT_FDCWD, entry, nil, 0)
    return values
  }

  /// Keeps an embedding.
  func keep(_ values: SliceEmbedding.Values, of slice: Int, key: UnitKey) {
    let entry = entry(key, slice)
    guard access(entry, F_OK) != 0, let byteCount = try? write(values, to: entry) else { return }
    let isDue = added.withLock { added in
      added += byteCount
      defer { if added > limit / 20 { added = 0 } }
      return added > limit / 20
    }
    if isDue { evict() }
  }

  private func write(_ values: SliceEmbedding.Values, to entry: String) throws -> Int {
    let writer = try ShardFileWriter(path: entry, chunkCount: 1, naming: .unique, in: files)
    switch values {
    case .float16(let numbers): try writer.append(0, numbers)
    case .float32(let numbers): try writer.append(0, numbers)
    }
    return try writer.finish(shard: 0).file.length
  }

  /// Removes the entries that were used least recently until a tenth of the limit is free, and what
  /// killed processes left unfinished. One process at a time does it.
  func evict() {
    guard let held = try? FolderLock.acquire("\(path)/evicting") else { return }
    defer { withExtendedLifetime(held) {} }
    let entries = CacheEntries(beneath: path)
    let unused = entries.leastRecentlyUsed(beyond: limit - limit / 10, limit: limit)
    for entry in entries.abandoned + unused {
      try? files.remove(entry)
    }
  }
}

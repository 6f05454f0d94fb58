import Dataflow
public import DurableFiles
import Foundation
import Synchronization
import ZarrStore

/// A folder of embeddings that runs share: what one has encoded, no other encodes again.
///
/// An entry is named by the key of everything that its embedding follows from, and so never goes
/// out of date. It is one file, a shard with two chunks, the embedding and the entry's own name, with
/// checksums. Entries appear whole and are removed whole, so that any number of processes may use a
/// cache at once. What can't be read, or is not what it is called, is encoded again; what can't be
/// written is left out. Neither harms a run.
public final class EmbeddingCache: Sendable {
  /// The most bytes that entries take, looked at when the cache is opened and now and then.
  public let limit: Int
  public let path: String

  private let files: any FileSystem
  private let added = Mutex(0)
  /// Told once if nothing can be added.
  private let warn: @Sendable (String) -> Void
  private let hasWarned = Atomic(false)

  /// Opens the cache in the folder `path`, which is made if need be.
  ///
  /// - Parameters:
  ///   - limit: bytes; beyond it the entries go that were used least recently.
  ///   - warn: told once if nothing can be added.
  /// - Throws: `FileError` if the folder can't be made, `CacheFolderError` if something else is in it.
  public init(
    path: String, limit: Int, files: any FileSystem = LocalFileSystem(),
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    self.path = path
    self.limit = limit
    self.files = files
    self.warn = warn
    if !CacheEntries.isTagged(path) {
      if let other = CacheEntries.stranger(in: path) {
        throw CacheFolderError(path: path, found: other)
      }
      try files.makeFolder(path)
      // A cache that can't be written to may be read from.
      _ = try? PendingFile.write(
        Array(CacheEntries.tagText.utf8), to: "\(path)/\(CacheEntries.tag)", in: files)
    }
    evict()
  }

  private func entry(_ key: UnitKey, _ slice: Int) -> String {
    "\(path)/\(CacheEntries.name(key, slice))"
  }

  private static let chunkCount = 2

  /// How an entry's own name lies in it.
  private static func layout(ofName name: [UInt8]) -> SliceLayout {
    SliceLayout(
      dataType: .uint8, sliceShape: [name.count], sliceCount: 1, dimensionNames: ["entry", "byte"])
  }

  /// The embedding of a slice, if it is there and whole.
  func values(of slice: Int, _ layout: SliceLayout, key: UnitKey) -> SliceEmbedding.Values? {
    let entry = entry(key, slice)
    guard access(entry, F_OK) == 0 else { return nil }
    let name = Array(CacheEntries.name(key, slice).utf8)
    guard let shard = try? ShardFileReader(path: entry, chunkCount: Self.chunkCount),
      (try? shard.elements(1, Self.layout(ofName: name), as: UInt8.self)) == name,
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
    guard access(entry, F_OK) != 0 else { return }
    let byteCount: Int
    do {
      byteCount = try write(values, Array(CacheEntries.name(key, slice).utf8), to: entry)
    } catch {
      if !hasWarned.exchange(true, ordering: .relaxed) {
        warn("the cache takes nothing more, and the run goes on without adding to it: \(error)")
      }
      return
    }
    let isDue = added.withLock { added in
      added += byteCount
      defer { if added > limit / 20 { added = 0 } }
      return added > limit / 20
    }
    if isDue { evict() }
  }

  private func write(
    _ values: SliceEmbedding.Values, _ name: [UInt8], to entry: String
  ) throws -> Int {
    let writer = try ShardFileWriter(
      path: entry, chunkCount: Self.chunkCount, naming: .unique, in: files)
    switch values {
    case .float16(let numbers): try writer.append(0, numbers)
    case .float32(let numbers): try writer.append(0, numbers)
    }
    try writer.append(1, name)
    return try writer.finish(shard: 0).file.length
  }

  /// Removes the entries that were used least recently until a tenth of the limit is free, and what
  /// killed processes left unfinished. One process at a time does it.
  func evict() {
    guard let held = try? FolderLock.acquire("\(path)/\(CacheEntries.lock)") else { return }
    defer { withExtendedLifetime(held) {} }
    let entries = CacheEntries(beneath: path)
    let unused = entries.leastRecentlyUsed(beyond: limit - limit / 10, limit: limit)
    for entry in entries.abandoned + unused {
      try? files.remove(entry)
    }
  }
}

/// A folder that can't be a cache, as files are in it that could be mistaken for entries.
public struct CacheFolderError: Error, Sendable, CustomStringConvertible {
  public let path: String
  public let found: String

  public var description: String {
    "\(path) is no cache (it holds \"\(found)\"); give --cache a new or empty folder, or one that was a "
      + "cache before"
  }
}

import Foundation

/// The entries of a cache, with their sizes and when they were used last.
struct CacheEntries {
  private struct Entry {
    let path: String
    let byteCount: Int
    let lastUse: Date
  }

  private let entries: [Entry]

  /// Looks at every entry in a cache's folder.
  init(beneath path: String) {
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey, .isRegularFileKey]
    let files = FileManager.default.enumerator(
      at: URL(fileURLWithPath: path), includingPropertiesForKeys: Array(keys))
    var entries: [Entry] = []
    while let url = files?.nextObject() as? URL {
      guard url.pathExtension == "shard", let values = try? url.resourceValues(forKeys: keys),
        values.isRegularFile == true
      else { continue }
      entries.append(
        Entry(
          path: url.path, byteCount: values.fileSize ?? 0,
          lastUse: values.contentModificationDate ?? .distantPast))
    }
    self.entries = entries
  }

  /// Bytes of all entries.
  var byteCount: Int { entries.reduce(0) { $0 + $1.byteCount } }

  /// Which entries to remove, oldest use first, so that the rest takes `target` bytes at most; none
  /// while all of them are within the limit.
  func leastRecentlyUsed(beyond target: Int, limit: Int) -> [String] {
    var rest = byteCount
    guard rest > limit else { return [] }
    return entries.sorted { ($0.lastUse, $0.path) < ($1.lastUse, $1.path) }
      .prefix { entry in
        defer { rest -= entry.byteCount }
        return rest > target
      }.map(\.path)
  }
}

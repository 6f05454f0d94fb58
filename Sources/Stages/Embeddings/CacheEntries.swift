import Dataflow
import Foundation

/// The entries of a cache, with their sizes and when they were used last.
struct CacheEntries {
  private struct Entry {
    let path: String
    let byteCount: Int
    let lastUse: Date
  }

  private let entries: [Entry]
  /// Unfinished entries that nobody writes any more: what was killed while it wrote left them.
  let abandoned: [String]

  /// Writing an entry takes seconds.
  private static let longestWriting: TimeInterval = 24 * 3600

  /// An entry's name, relative to the cache's folder.
  static func name(_ key: UnitKey, _ slice: Int) -> String {
    "\(key.description.prefix(2))/\(key)/\(slice).shard"
  }

  /// The lock's file of the process that makes room.
  static let lock = "evicting"

  /// The file that says what the folder is, to backup programs too.
  static let tag = "CACHEDIR.TAG"
  /// Its first line is that of the Cache Directory Tagging Specification (bford.info/cachedir), the second is
  /// how a folder is known again.
  static let tagText = """
    Signature: 8a477f597d28d172789f06886806bc55
    # Embeddings that sluice keeps for other runs. Removing the folder costs nothing but time.

    """

  /// Whether a folder says of itself that it is a cache of embeddings.
  static func isTagged(_ path: String) -> Bool {
    FileManager.default.contents(atPath: "\(path)/\(tag)") == Data(tagText.utf8)
  }

  /// Something in a folder that no cache puts there; `nil` if there is nothing of the kind.
  static func stranger(in path: String) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    // What begins with a dot is the system's, such as `.DS_Store`; so is `lost+found`.
    let known = [lock, "lost+found"]
    return names.filter { !known.contains($0) && !$0.hasPrefix(".") && !isKeyPrefix($0) }.min()
  }

  private static func isKeyPrefix(_ name: some StringProtocol) -> Bool {
    name.count == 2 && name.allSatisfy(\.isHexDigit)
  }

  /// Whether a file lies where entries do: in a folder called by a key, which lies in one called by the
  /// key's first digits.
  private static func isPlace(_ url: URL) -> Bool {
    let folders = url.deletingLastPathComponent().pathComponents.suffix(2)
    guard let prefix = folders.first, let key = folders.last else { return false }
    return isKeyPrefix(prefix) && key.count == 32 && key.allSatisfy(\.isHexDigit)
      && key.hasPrefix(prefix)
  }

  /// Looks at every entry in a cache's folder.
  init(beneath path: String) {
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey, .isRegularFileKey]
    let files = FileManager.default.enumerator(
      at: URL(fileURLWithPath: path), includingPropertiesForKeys: Array(keys))
    var entries: [Entry] = []
    var abandoned: [String] = []
    while let url = files?.nextObject() as? URL {
      guard Self.isPlace(url), let values = try? url.resourceValues(forKeys: keys),
        values.isRegularFile == true
      else { continue }
      let entry = Entry(
        path: url.path, byteCount: values.fileSize ?? 0,
        lastUse: values.contentModificationDate ?? .distantPast)
      switch url.pathExtension {
      case "shard" where Int(url.deletingPathExtension().lastPathComponent) != nil:
        entries.append(entry)
      case "partial" where entry.lastUse.timeIntervalSinceNow < -Self.longestWriting:
        abandoned.append(entry.path)
      default: break
      }
    }
    self.entries = entries
    self.abandoned = abandoned
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

import DurableFiles
import Foundation

/// What a journal remembers of a file outside the run, as long as it doesn't change.
public struct FileMemory: Sendable, Hashable, Codable {
  /// SHA-256 of the content.
  public let digest: String
  /// What else is worth remembering, such as a count of slices.
  public var facts: [String: Int]
  let size: Int
  let modified: Int
  let inode: UInt64
  /// `nil` if the entry doesn't say; the file is read once more then.
  var changed: Int?
  /// CRC-32C of the last bytes of a gzip file, among them the checksum of what was compressed.
  var tail: UInt32?
}

extension Journal {
  /// What is remembered of a file, if its size, times of modification and change and inode are the same as
  /// then.
  ///
  /// Links and permissions change the time of change too. Of a gzip file, whose end says what is in it,
  /// that alone is no reason to read it again.
  public func memory(ofFile path: String) -> FileMemory? {
    guard let memory: FileMemory = entry(.file, UnitName.escaped(path)),
      let now = FileStamp(path), now.matches(memory)
    else { return nil }
    guard now.changed != memory.changed else { return memory }
    return memory.tail != nil && memory.tail == Self.gzipTail(path) ? memory : nil
  }

  private static func gzipTail(_ path: String) -> UInt32? {
    guard path.hasSuffix(".gz"), let tail = try? FileContents.tail(path) else { return nil }
    return CRC32C.checksum(of: tail.bytes)
  }

  /// The SHA-256 of a file's content: remembered, or taken now and remembered.
  ///
  /// - Parameter facts: what else to remember; asked for only if the file is read.
  /// - Throws: `FileError` if the file can't be read.
  public func digest(
    ofFile path: String, facts: () throws -> [String: Int] = { [:] }
  ) throws -> FileMemory {
    if let memory = memory(ofFile: path) { return memory }
    // Before reading: a file that changes meanwhile is read again next time.
    let stamp = FileStamp(path)
    let digest = try Digest.sha256(ofFile: path)
    let memory = FileMemory(
      digest: digest, facts: try facts(), size: stamp?.size ?? 0, modified: stamp?.modified ?? 0,
      inode: stamp?.inode ?? 0, changed: stamp?.changed,
      tail: Self.gzipTail(path))
    if stamp != nil { try append(.file, UnitName.escaped(path), memory) }
    return memory
  }
}

/// What tells without reading whether a file has changed.
struct FileStamp {
  let size: Int
  /// Nanoseconds.
  let modified: Int
  let inode: UInt64
  /// Nanoseconds; unlike `modified`, nobody can set it back.
  let changed: Int

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    inode = UInt64(status.st_ino)
    changed = Self.nanoseconds(status.st_ctim)
  }

  /// Of a time beyond the year 2262, which some file systems have, the remainder: it is as good to compare.
  private static func nanoseconds(_ time: timespec) -> Int {
    time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
  }

  /// Whether all is as it was but, perhaps, the time of change.
  func matches(_ memory: FileMemory) -> Bool {
    size == memory.size && modified == memory.modified && inode == memory.inode
  }
}

/// The table of contents of a zip archive of stored (uncompressed) entries, as `torch.save` writes.
///
/// Stricter than zip tools, which read forged archives in different ways: entries may not overlap,
/// share a name, be compressed or encrypted, or disagree with their local headers, and zip64
/// fields must agree with the plain ones. Source: PKWARE APPNOTE.TXT 6.3.10.
struct ZipDirectory {
  /// One file in the archive.
  struct Entry: Sendable {
    let name: String
    /// Position of the content, in bytes from the start of the archive.
    let offset: Int
    let byteCount: Int
    let crc32: UInt32
  }

  /// In the order of their content.
  let entries: [Entry]

  /// The most bytes of central directory that are read: a million entries' worth.
  private static let directoryLimit = 64 << 20

  /// Reads and checks the directory. `inspect` sees all names before any entry is refused, and may
  /// throw a better error for an archive it knows.
  init(reading file: InputFile, inspect: (Set<String>) throws -> Void) throws {
    let end = try ZipEnd(reading: file)
    let limits = (size: Self.directoryLimit, entries: end.directorySize / 46)
    guard end.directorySize <= limits.size, end.entryCount <= limits.entries else {
      throw CheckpointError.malformed(
        file: file.path, part: "zip central directory",
        found: "\(end.entryCount) entries in \(end.directorySize) bytes",
        expected: "at least 46 bytes for each, at most \(limits.size) for all")
    }
    let bytes = try file.bytes(at: end.directoryOffset, count: end.directorySize)
    var reader = LittleEndianReader(bytes[...])
    var located: [ZipCentralRecord] = []
    var names: Set<String> = []
    for _ in 0..<end.entryCount {
      let record = try ZipCentralRecord(&reader, file: file.path)
      guard names.insert(record.name).inserted else {
        throw CheckpointError.malformed(
          file: file.path, part: "zip central directory", found: "“\(record.name)” twice",
          expected: "every name once")
      }
      located.append(record)
    }
    guard reader.remaining == 0 else {
      throw CheckpointError.malformed(
        file: file.path, part: "zip central directory",
        found: "\(reader.remaining) bytes after the last entry", expected: "none")
    }
    try inspect(names)
    located.sort { $0.headerOffset < $1.headerOffset }
    var entries: [Entry] = []
    var free = 0
    for record in located {
      guard record.headerOffset >= free else {
        throw CheckpointError.malformed(
          file: file.path, part: "zip entry “\(record.name)”",
          found: "a start at byte \(record.headerOffset), inside another entry",
          expected: "byte \(free) or later")
      }
      let entry = try record.locate(in: file, before: end.directoryOffset)
      entries.append(entry)
      free = entry.offset + entry.byteCount
    }
    self.entries = entries
  }
}

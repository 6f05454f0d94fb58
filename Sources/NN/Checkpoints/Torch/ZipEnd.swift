/// What the end of a zip archive says about its central directory (APPNOTE.TXT 4.3.14 to 4.3.16).
struct ZipEnd {
  private(set) var entryCount: Int
  private(set) var directorySize: Int
  private(set) var directoryOffset: Int

  private static let recordSize = 22
  private static let locatorSize = 20
  private static let commentLimit = 0xFFFF

  init(reading file: InputFile) throws {
    let tailSize = min(
      file.byteCount, Self.locatorSize + Self.recordSize + Self.commentLimit)
    let tailOffset = file.byteCount - tailSize
    let tail = try file.bytes(at: tailOffset, count: tailSize)
    guard let position = Self.recordPosition(in: tail) else {
      throw CheckpointError.malformed(
        file: file.path, part: "zip archive", found: "no end record in its last bytes",
        expected: "one: the file is cut short, as by a broken download")
    }
    var record = LittleEndianReader(tail[(position + 4)...])
    guard let disk = record.next(UInt16.self), let directoryDisk = record.next(UInt16.self),
      let diskEntries = record.next(UInt16.self), let entries = record.next(UInt16.self),
      let size = record.next(UInt32.self), let offset = record.next(UInt32.self),
      disk == 0, directoryDisk == 0, diskEntries == entries
    else {
      throw CheckpointError.malformed(
        file: file.path, part: "zip end record", found: "an archive of several parts",
        expected: "one part")
    }
    (entryCount, directorySize, directoryOffset) = (Int(entries), Int(size), Int(offset))
    var end = tailOffset + position
    if position >= Self.locatorSize,
      tail[(position - Self.locatorSize)...].starts(with: [0x50, 0x4B, 0x06, 0x07])
    {
      end = try readZip64(file, locator: end - Self.locatorSize)
    } else if entries == .max || size == .max || offset == .max {
      throw CheckpointError.malformed(
        file: file.path, part: "zip end record", found: "no zip64 record",
        expected: "one, as its fields are too small for what they count")
    }
    guard directoryOffset <= end, directorySize <= end - directoryOffset else {
      throw CheckpointError.malformed(
        file: file.path, part: "zip end record",
        found: "a directory of \(directorySize) bytes at byte \(directoryOffset)",
        expected: "one before byte \(end)")
    }
  }

  /// The last place where an end record's comment reaches exactly to the end of the file.
  private static func recordPosition(in tail: [UInt8]) -> Int? {
    stride(from: tail.count - recordSize, through: 0, by: -1).first { position in
      tail[position...].starts(with: [0x50, 0x4B, 0x05, 0x06])
        && Int(tail[position + 20]) + Int(tail[position + 21]) << 8
          == tail.count - position - recordSize
    }
  }

  /// Replaces the fields by those of the zip64 end record, and returns its position.
  private mutating func readZip64(_ file: InputFile, locator: Int) throws -> Int {
    let wrong = { (found: String, expected: String) in
      CheckpointError.malformed(
        file: file.path, part: "zip64 end record", found: found, expected: expected)
    }
    let locatorBytes = try file.bytes(at: locator, count: Self.locatorSize)
    var pointer = LittleEndianReader(locatorBytes[4...])
    guard let disk = pointer.next(UInt32.self), let stated = pointer.next(UInt64.self),
      let disks = pointer.next(UInt32.self), disk == 0, disks <= 1
    else { throw wrong("an archive of several parts", "one part") }
    guard locator >= 56, let position = Int(exactly: stated), position <= locator - 56 else {
      throw wrong("a position of \(stated)", "one that leaves room before byte \(locator)")
    }
    let bytes = try file.bytes(at: position, count: 56)
    var record = LittleEndianReader(bytes[...])
    guard record.next(UInt32.self) == 0x0606_4B50, record.take(12) != nil,
      record.next(UInt32.self) == 0, record.next(UInt32.self) == 0,
      let diskEntries = record.next(UInt64.self), let entries = record.next(UInt64.self),
      let size = record.next(UInt64.self), let offset = record.next(UInt64.self),
      diskEntries == entries
    else { throw wrong("other bytes at \(position)", "a record of one part") }
    guard let entryCount = Int(exactly: entries), let directorySize = Int(exactly: size),
      let directoryOffset = Int(exactly: offset)
    else { throw wrong("numbers beyond 2^63", "numbers within the file") }
    let agrees =
      Self.agree(self.entryCount, entryCount, limit: 0xFFFF)
      && Self.agree(self.directorySize, directorySize, limit: 0xFFFF_FFFF)
      && Self.agree(self.directoryOffset, directoryOffset, limit: 0xFFFF_FFFF)
    guard agrees else { throw wrong("numbers unlike the plain end record's", "the same ones") }
    self.entryCount = entryCount
    self.directorySize = directorySize
    self.directoryOffset = directoryOffset
    return position
  }

  private static func agree(_ plain: Int, _ wide: Int, limit: Int) -> Bool {
    plain == limit || plain == wide
  }
}

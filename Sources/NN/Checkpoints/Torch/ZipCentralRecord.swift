/// One record of a zip archive's central directory (APPNOTE.TXT 4.3.12), and the check of the local
/// header that it points to (4.3.7).
struct ZipCentralRecord {
  let name: String
  let headerOffset: Int
  private let rawName: ArraySlice<UInt8>
  private let flags: UInt16
  private let method: UInt16
  private let crc32: UInt32
  private let byteCount: Int

  /// Sizes and checksum follow the content, and the local header has zeros for them.
  private static let hasDescriptor: UInt16 = 1 << 3
  /// Encryption: plain, strong, or of the headers.
  private static let encryption: UInt16 = 1 << 0 | 1 << 6 | 1 << 13

  init(_ reader: inout LittleEndianReader, file: String) throws {
    let start = reader.position
    guard reader.next(UInt32.self) == 0x0201_4B50, reader.take(4) != nil,
      let flags = reader.next(UInt16.self), let method = reader.next(UInt16.self),
      reader.take(4) != nil, let crc32 = reader.next(UInt32.self),
      let packed = reader.next(UInt32.self), let unpacked = reader.next(UInt32.self),
      let nameLength = reader.next(UInt16.self), let extraLength = reader.next(UInt16.self),
      let commentLength = reader.next(UInt16.self), let disk = reader.next(UInt16.self),
      reader.take(6) != nil, let offset = reader.next(UInt32.self),
      let rawName = reader.take(Int(nameLength)), let extra = reader.take(Int(extraLength)),
      reader.take(Int(commentLength)) != nil
    else {
      throw CheckpointError.malformed(
        file: file, part: "zip central directory, byte \(start)", found: "no whole entry",
        expected: "one")
    }
    guard let name = String(validating: rawName, as: UTF8.self), !name.isEmpty else {
      throw CheckpointError.malformed(
        file: file, part: "zip central directory, byte \(start)", found: "no name in UTF-8",
        expected: "one")
    }
    var wide = LittleEndianReader(Self.zip64Field(in: extra))
    let sizes = [unpacked, packed, offset].map { $0 == .max ? wide.next(UInt64.self) : UInt64($0) }
    guard let unpacked = sizes[0], let packed = sizes[1], let offset = sizes[2],
      unpacked == packed || method != 0, disk == 0, let byteCount = Int(exactly: unpacked),
      let headerOffset = Int(exactly: offset)
    else {
      throw CheckpointError.malformed(
        file: file, part: "zip entry “\(name)”", found: "sizes that contradict each other",
        expected: "equal sizes, as for all stored entries")
    }
    self.name = name
    self.rawName = rawName
    self.flags = flags
    self.method = method
    self.crc32 = crc32
    self.byteCount = byteCount
    self.headerOffset = headerOffset
  }

  /// Checks the local header and finds the content, which must end before `limit`.
  ///
  /// Throws `CheckpointError.refused` for compressed or encrypted content.
  func locate(in file: InputFile, before limit: Int) throws -> ZipDirectory.Entry {
    guard method == 0, flags & Self.encryption == 0 else {
      throw CheckpointError.refused(
        file: file.path, part: "zip entry “\(name)”",
        found: flags & Self.encryption == 0 ? "compressed data (method \(method))" : "encryption",
        advice: "torch.save stores without either: load and save the checkpoint again in Python.")
    }
    let wrong = { (found: String, expected: String) in
      CheckpointError.malformed(
        file: file.path, part: "zip entry “\(name)”", found: found, expected: expected)
    }
    let nameOffset = 30
    guard headerOffset <= limit, limit - headerOffset >= nameOffset + rawName.count else {
      throw wrong("a header at byte \(headerOffset)", "one before byte \(limit)")
    }
    let bytes = try file.bytes(at: headerOffset, count: nameOffset + rawName.count)
    var header = LittleEndianReader(bytes[...])
    guard header.next(UInt32.self) == 0x0403_4B50, header.take(2) != nil,
      let flags = header.next(UInt16.self), header.next(UInt16.self) == method,
      header.take(4) != nil, let crc32 = header.next(UInt32.self),
      let packed = header.next(UInt32.self), let unpacked = header.next(UInt32.self),
      let nameLength = header.next(UInt16.self), let extraLength = header.next(UInt16.self),
      Int(nameLength) == rawName.count, bytes[nameOffset...] == rawName
    else {
      throw wrong("no header of that name at byte \(headerOffset)", "one")
    }
    let sizesAgree = [packed, unpacked].allSatisfy { $0 == .max || Int($0) == byteCount }
    let hasDescriptor = flags & Self.hasDescriptor != 0
    guard flags == self.flags, hasDescriptor || sizesAgree && crc32 == self.crc32
    else { throw wrong("a header unlike the central directory's", "the same fields") }
    let offset = headerOffset + nameOffset + rawName.count + Int(extraLength)
    guard offset <= limit, byteCount <= limit - offset else {
      throw wrong("\(byteCount) bytes from byte \(offset)", "an end before byte \(limit)")
    }
    return ZipDirectory.Entry(name: name, offset: offset, byteCount: byteCount, crc32: self.crc32)
  }

  /// The content of the zip64 extended information among the extra fields (4.5.3), or nothing.
  private static func zip64Field(in extra: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var reader = LittleEndianReader(extra)
    while let id = reader.next(UInt16.self), let size = reader.next(UInt16.self),
      let content = reader.take(Int(size))
    {
      if id == 1 { return content }
    }
    return []
  }
}

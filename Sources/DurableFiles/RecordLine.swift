/// One record of a log as a line.
enum RecordLine {
  private static let digits = Array("0123456789abcdef".utf8)

  /// A line that grows beyond this is damage, not a record, and isn't kept in memory.
  static let mostBytes = 64 << 20

  /// The line, its end included.
  static func encode(_ payload: [UInt8]) -> [UInt8] {
    var checksum = CRC32C()
    payload.withUnsafeBytes { checksum.update($0) }
    var line = Array(checksum.text.utf8)
    line.append(UInt8(ascii: " "))
    line += payload
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// The payload of a line without its end; `nil` if the checksum doesn't fit.
  static func decode(_ line: [UInt8]) -> [UInt8]? {
    guard line.count >= 9, line[8] == UInt8(ascii: " ") else { return nil }
    var checksum: UInt32 = 0
    for digit in line[..<8] {
      guard let value = digits.firstIndex(of: digit) else { return nil }
      checksum = checksum << 4 | UInt32(value)
    }
    let payload = Array(line[9...])
    return CRC32C.checksum(of: payload) == checksum ? payload : nil
  }
}

/// One pass over a log, which is never in memory as a whole.
struct RecordScan {
  /// Bytes up to the end of the last line that has an end.
  private(set) var goodLength = 0
  /// Bytes after that.
  private(set) var tornBytes = 0
  private var damaged: [RecordLog.Finding] = []
  private var line: [UInt8] = []
  private var number = 0

  /// What is wrong: damaged lines, and an end without a line end.
  var findings: [RecordLog.Finding] {
    tornBytes > 0 ? damaged + [.tornEnd(offset: goodLength, bytes: tornBytes)] : damaged
  }

  static func read(
    _ path: String, _ onRecord: (_ payload: [UInt8], _ offset: Int) throws -> Void
  ) throws -> RecordScan {
    var scan = RecordScan()
    try InputFile(path).forEachPiece { try scan.take($0, onRecord) }
    return scan
  }

  private mutating func take(
    _ piece: UnsafeRawBufferPointer, _ onRecord: ([UInt8], Int) throws -> Void
  ) throws {
    var rest = piece[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      try finishLine(with: rest[..<end], onRecord)
      rest = rest[(end + 1)...]
    }
    if line.count <= RecordLine.mostBytes { line += rest }
    tornBytes += rest.count
  }

  private mutating func finishLine(
    with end: Slice<UnsafeRawBufferPointer>, _ onRecord: ([UInt8], Int) throws -> Void
  ) throws {
    number += 1
    let offset = goodLength
    goodLength += tornBytes + end.count + 1
    tornBytes = 0
    line += end
    defer { line = [] }
    if let payload = RecordLine.decode(line) {
      try onRecord(payload, offset)
    } else {
      damaged.append(.damagedRecord(line: number, offset: offset))
    }
  }
}

internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// An append-only file of records that survives anything.
///
/// A record is one line: eight hexadecimal digits of the CRC-32C of the payload, a space, the
/// payload. It is on the disk when `append` returns. What a power cut left of the last line is cut
/// off when the log is opened; a line that was damaged later is skipped, and said to be.
public final class RecordLog: Sendable {
  /// Something wrong with a log.
  public enum Finding: Sendable, Hashable {
    /// The last line is not whole; `open` cuts it off.
    case tornEnd(offset: Int, bytes: Int)
    /// A line with the wrong checksum; it stays in the file and counts for nothing.
    case damagedRecord(line: Int, offset: Int)
  }

  public let path: String

  private struct State {
    var file: any WritableFile
    var length: Int
    /// What keeps the log from taking more: an error after which its end is unknown.
    var failure: (any Error)?
    /// Which file it is; its length is that of when it was opened.
    let opened: FileIdentity?

    /// Which it should be now.
    var identity: FileIdentity? {
      var identity = opened
      identity?.length = length
      return identity
    }
  }

  private let state: Mutex<State>
  private let reading: InputFile

  /// Opens a log, or begins one.
  ///
  /// - Parameter onRecord: called with every good record and its offset, in order.
  /// - Throws: `FileError`, and what `onRecord` throws.
  public static func open(
    _ path: String, in files: any FileSystem = LocalFileSystem(),
    onRecord: (_ payload: [UInt8], _ offset: Int) throws -> Void
  ) throws -> (log: RecordLog, findings: [Finding]) {
    let file = try files.openToAppend(path)
    // Even if it was there: whoever made it may have been killed before doing this.
    try files.syncFolder(FilePath.parent(of: path))
    let scan = try RecordScan.read(path, onRecord)
    if scan.tornBytes > 0 {
      try file.truncate(to: scan.goodLength)
      try file.sync()
    }
    let state = State(
      file: file, length: scan.goodLength, opened: FileIdentity(of: path))
    return (RecordLog(path: path, state, reading: try InputFile(path)), scan.findings)
  }

  /// Reads a log and changes nothing.
  ///
  /// - Returns: what is wrong with it. An end that is torn may be what another process is just writing.
  public static func read(
    _ path: String, onRecord: (_ payload: [UInt8], _ offset: Int) throws -> Void
  ) throws -> [Finding] {
    try RecordScan.read(path, onRecord).findings
  }

  /// Writes a log anew without its damaged lines, for good: whoever reads it then finds nothing wrong.
  /// Nobody may have it open.
  ///
  /// - Returns: what was wrong with it.
  /// - Throws: `FileError`; the log is then as before.
  public static func mend(
    _ path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> [Finding] {
    let findings = try read(path) { _, _ in }
    guard !findings.isEmpty else { return [] }
    let whole = try PendingFile(path, in: files)
    _ = try RecordScan.read(path) { payload, _ in try whole.write(RecordLine.encode(payload)) }
    _ = try whole.publish()
    return findings
  }

  private init(path: String, _ state: State, reading: InputFile) {
    self.path = path
    self.reading = reading
    self.state = Mutex(state)
  }

  /// Adds a record; when this returns, it survives a power cut.
  ///
  /// - Parameter payload: without line ends.
  /// - Returns: where it begins.
  /// - Throws: `FileError`. The log is then as before and takes further records, unless its end
  ///   can't be restored, or its name was taken away: nobody would find the record. A power cut may
  ///   still bring back a record that failed to be synchronised.
  @discardableResult
  public func append(_ payload: [UInt8]) throws -> Int {
    precondition(!payload.contains(UInt8(ascii: "\n")), "a record is one line")
    let line = RecordLine.encode(payload)
    // A longer one would be taken for damage when it is read.
    guard line.count <= RecordLine.mostBytes else {
      throw FileError("append \(line.count) bytes as one record", path, code: EFBIG)
    }
    // One writer at a time from the end that is known to the end that is on the disk.
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      if let identity = state.identity, FileIdentity(of: path) != identity {
        let error = FileError(
          "append to", path, code: ESTALE, because: "it was moved, removed or changed meanwhile")
        state.failure = error
        throw error
      }
      let offset = state.length
      do {
        try line.withUnsafeBytes { try state.file.write($0) }
        try state.file.sync()
      } catch {
        do { try state.file.truncate(to: offset) } catch { state.failure = error }
        throw error
      }
      state.length += line.count
      return offset
    }
  }

  /// The record that begins at `offset`; `nil` if none does, or a damaged one.
  public func payload(at offset: Int) throws -> [UInt8]? {
    try Self.payload(at: offset, of: reading)
  }

  /// The same of a log that isn't open.
  public static func payload(at offset: Int, in path: String) throws -> [UInt8]? {
    try payload(at: offset, of: InputFile(path))
  }

  private static func payload(at offset: Int, of file: InputFile) throws -> [UInt8]? {
    var line: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 4096)
    while line.count <= RecordLine.mostBytes {
      let count = try room.withUnsafeMutableBytes {
        try file.read(into: $0, at: offset + line.count)
      }
      guard count > 0 else { return nil }
      let piece = room[..<count]
      if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
        return RecordLine.decode(line + piece[..<end])
      }
      line += piece
    }
    return nil
  }
}

import Foundation

/// A table of a run, written row by row and published once it is complete.
///
/// Until `publish` the rows lie under a temporary name in the same folder. Rows are appended all or
/// none, so that the published table never ends within a case.
public final class CSVTable {
  public let path: String
  private let temporary: String
  private let handle: FileHandle

  /// Begins a table with the names of its columns.
  public init(path: String, columns: [String]) throws {
    self.path = path
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    temporary = "\(folder)/.\(path.lastPathComponent).partial"
    try RunFolder.makeFolder(folder)
    guard FileManager.default.createFile(atPath: temporary, contents: nil),
      let handle = FileHandle(forWritingAtPath: temporary)
    else { throw RunFolderError.unwritable(folder) }
    self.handle = handle
    try append([columns])
  }

  /// Appends rows; fields are quoted where CSV (RFC 4180) needs it. Rows that a sequence makes as it
  /// goes need not all be in memory.
  ///
  /// - Throws: if the disk is full; none of the rows is in the table then.
  public func append(_ rows: some Sequence<[String]>) throws {
    let end = try handle.offset()
    do {
      var block = Data()
      for row in rows {
        block.append(contentsOf: (row.map(Self.quoted).joined(separator: ",") + "\n").utf8)
        if block.count >= Self.blockSize {
          try handle.write(contentsOf: block)
          block.removeAll(keepingCapacity: true)
        }
      }
      try handle.write(contentsOf: block)
    } catch {
      try? handle.truncate(atOffset: end)
      throw error
    }
  }

  /// Bytes that are written at a time.
  private static let blockSize = 64 << 10

  /// Gives the table its name, once everything is on the disk.
  public func publish() throws {
    try handle.synchronize()
    try handle.close()
    try FileManager.default.publish(temporary, as: path)
  }

  /// Leaves nothing behind.
  public func discard() {
    try? handle.close()
    try? FileManager.default.removeItem(atPath: temporary)
  }

  static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\""
  }
}

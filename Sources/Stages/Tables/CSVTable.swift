import Foundation

/// A table of a run, written row by row and published once it is complete.
///
/// Until `publish` the rows lie under a temporary name in the same folder. Rows are appended all or
/// none, so that the published table never ends within a case.
public final class CSVTable {
  public let path: String
  private let file: PartialFile

  /// Begins a table with the names of its columns.
  public init(path: String, columns: [String]) throws {
    self.path = path
    try RunFolder.makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    file = try PartialFile(path)
    try append([columns])
  }

  /// Appends rows, all or none; fields are quoted where CSV (RFC 4180) needs it. Rows that a
  /// sequence makes as it goes need not all be in memory.
  public func append(_ rows: some Sequence<[String]>) throws {
    let lines = rows.lazy.map { row in
      Data((row.map(Self.quoted).joined(separator: ",") + "\n").utf8)
    }
    try file.append(pieces: BlockSequence(lines: lines))
  }

  /// Gives the table its name, once everything is on the disk.
  public func publish() throws {
    try file.publish()
  }

  /// Leaves nothing behind.
  public func discard() {
    file.discard()
  }

  static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\""
  }
}

/// Lines gathered into blocks that are worth a system call.
private struct BlockSequence<Lines: Sequence<Data>>: Sequence, IteratorProtocol {
  private static var blockSize: Int { 64 << 10 }

  private var lines: Lines.Iterator

  init(lines: Lines) {
    self.lines = lines.makeIterator()
  }

  mutating func next() -> Data? {
    var block = Data()
    while block.count < Self.blockSize, let line = lines.next() { block.append(line) }
    return block.isEmpty ? nil : block
  }
}

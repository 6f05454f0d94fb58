import DurableFiles
import Foundation
import Imaging

/// Tables as text: fields quoted where CSV (RFC 4180) needs it, lines that end in a line feed.
public enum CSV {
  /// A line of the fields, with its end.
  public static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\""
  }

  /// Hands over the fields of row after row but the first, which names the columns; the file's size makes
  /// no difference to memory.
  ///
  /// - Throws: if the file can't be read; rows before that have been handed over.
  static func forEachRow(of path: String, _ body: ([String]) -> Void) throws {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    var parser = CSVParser()
    var isHeader = true
    func take(_ rows: [CSVRows.Row]) {
      for row in rows {
        if !isHeader { body(row.fields) }
        isHeader = false
      }
    }
    while let block = try file.read(upToCount: blockLength), !block.isEmpty {
      take(try parser.rows(completedBy: [UInt8](block)[...]))
    }
    if let row = try parser.finish() { take([row]) }
  }

  /// Writes a table whole. Rows that a sequence makes as it goes need not all be in memory.
  ///
  /// - Throws: `FileError` if it can't be written; nothing is left then.
  static func write(
    _ rows: some Sequence<[String]>, columns: [String], to path: String, in files: any FileSystem
  ) throws -> PublishedFile {
    let file = try PendingFile(path, in: files)
    var block = Array(line(columns).utf8)
    for row in rows {
      block += line(row).utf8
      if block.count > blockLength {
        try file.write(block)
        block.removeAll(keepingCapacity: true)
      }
    }
    try file.write(block)
    return try file.publish()
  }

  /// What is worth a system call.
  private static let blockLength = 64 << 10
}

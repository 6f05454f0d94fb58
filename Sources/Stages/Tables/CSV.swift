import DurableFiles
import Foundation

/// Tables as text: fields quoted where CSV (RFC 4180) needs it, lines that end in a line feed.
public enum CSV {
  static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\""
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

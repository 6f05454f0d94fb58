import Foundation

/// A table of a run, written row by row and published once it is complete.
///
/// Until `publish` the rows lie under a temporary name in the same folder; blocks of rows are
/// appended whole, so that the published table never ends within a case.
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

  /// Appends rows, all or none; fields are quoted where CSV (RFC 4180) needs it.
  public func append(_ rows: [[String]]) throws {
    let text = rows.map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
    try file.append(Data(text.utf8))
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

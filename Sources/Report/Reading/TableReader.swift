import Imaging

/// A CSV table whose rows are read one by one and by the names of their columns.
struct TableReader {
  struct Row {
    fileprivate let fields: [String]
    fileprivate let columns: [String: Int]

    /// The field of a column; empty where the row or the table has none.
    subscript(_ column: String) -> String {
      guard let index = columns[column], index < fields.count else { return "" }
      return fields[index]
    }
  }

  let path: String
  /// What to call the file in messages.
  let name: String
  let required: [String]

  /// Hands over all rows. Returns what is wrong with the file, as a sentence; rows before a mistake
  /// have been handed over.
  ///
  /// - Returns: `nil` if all is well, or if there is no such file.
  func read(_ body: (Row) -> Void) -> String? {
    var columns: [String: Int]?
    var problem: String?
    func take(_ rows: [CSVRows.Row]) {
      for row in rows where problem == nil {
        if let columns {
          body(Row(fields: row.fields, columns: columns))
          continue
        }
        let found = Dictionary(zip(row.fields, 0...), uniquingKeysWith: { first, _ in first })
        let missing = required.filter { found[$0] == nil }
        guard missing.isEmpty else {
          problem =
            "\(name) has no column \(missing.joined(separator: ", ")), so that nothing in it is "
            + "shown."
          return
        }
        columns = found
      }
    }
    do {
      guard let blocks = try FileBlocks(path) else { return nil }
      var parser = CSVParser()
      while problem == nil, let block = try blocks.next() {
        take(try parser.rows(completedBy: block))
      }
      if let row = try parser.finish() { take([row]) }
    } catch let malformed as CSVParser.Malformed {
      return "\(name) is damaged at line \(malformed.line) (\(malformed.problem)); what stands "
        + "there and after it is left out."
    } catch {
      return "\(error)."
    }
    return problem
  }
}

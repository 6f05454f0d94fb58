import Imaging

/// A CSV table whose rows are read one by one; columns go by their names.
struct TableReader {
  struct Row {
    fileprivate let fields: [String]
    fileprivate let positions: [Int]

    /// The field of the `index`th of the columns asked for; empty if the row is too short.
    subscript(_ index: Int) -> String {
      let position = positions[index]
      return position < fields.count ? fields[position] : ""
    }
  }

  let path: String
  /// What to call the file in messages.
  let name: String
  /// The columns asked for, all of which must be there.
  let columns: [String]

  /// Hands over all rows. Returns what is wrong with the file, as a sentence; rows before a mistake
  /// have been handed over.
  ///
  /// - Returns: `nil` if all is well, or if there is no such file.
  func read(_ body: (Row) -> Void) -> String? {
    var positions: [Int]?
    var problem: String?
    func take(_ rows: [CSVRows.Row]) {
      for row in rows where problem == nil {
        if let positions {
          body(Row(fields: row.fields, positions: positions))
          continue
        }
        let found = Dictionary(zip(row.fields, 0...), uniquingKeysWith: { first, _ in first })
        let missing = columns.filter { found[$0] == nil }
        guard missing.isEmpty else {
          problem =
            "\(name) has no column \(missing.joined(separator: ", ")), so that nothing in it is "
            + "shown."
          return
        }
        positions = columns.compactMap { found[$0] }
      }
    }
    do {
      guard let blocks = try FileBlocks(path) else { return nil }
      var parser = CSVParser()
      while problem == nil, let block = try blocks.next() {
        take(try parser.rows(completedBy: block[...]))
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

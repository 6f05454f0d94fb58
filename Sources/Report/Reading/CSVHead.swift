import Imaging

/// The first rows of a CSV table, all columns of them.
enum CSVHead {
  /// The first `most` rows, how many there are in all, and what is wrong with the file.
  static func read(
    _ path: String, name: String, most: Int
  ) -> (rows: [[String]], count: Int, problem: String?) {
    var rows: [[String]] = []
    var count = 0
    func take(_ new: [CSVRows.Row]) {
      count += new.count
      for row in new where rows.count < most {
        rows.append(Array(row.fields.prefix(Study.mostColumns)))
      }
    }
    do {
      guard let blocks = try FileBlocks(path) else { return ([], 0, nil) }
      var parser = CSVParser()
      var isFirst = true
      while let block = try blocks.next() {
        // Spreadsheets begin their files with a byte order mark.
        let mark = isFirst && block.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        isFirst = false
        take(try parser.rows(completedBy: block[mark...]))
      }
      if let row = try parser.finish() { take([row]) }
    } catch let malformed as CSVParser.Malformed {
      return (
        rows, count,
        "\(name) is damaged at line \(malformed.line) (\(malformed.problem)); what stands there "
          + "and after it is left out."
      )
    } catch {
      return (rows, count, "\(error).")
    }
    return (rows, count, nil)
  }
}

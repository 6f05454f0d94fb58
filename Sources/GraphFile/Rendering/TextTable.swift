/// Rows of cells in columns as wide as their widest cell.
struct TextTable {
  private var rows: [[String]]

  init(header: [String]) {
    rows = [header]
  }

  mutating func add(_ row: [String]) {
    rows.append(row)
  }

  /// The table with a line below its header; columns that are empty but for it are left out.
  func rendered(separator: String = "  ") -> String {
    let columns = rows[0].indices.filter { column in
      rows.dropFirst().contains { !$0[column].isEmpty }
    }
    let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let rule = zip(columns, widths).map { String(repeating: "─", count: $1) }
    var lines = rows.map { row in
      zip(columns, widths).map { column, width in
        row[column] + String(repeating: " ", count: width - row[column].count)
      }
    }
    lines.insert(rule, at: 1)
    return lines.map { cells in
      let line = cells.joined(separator: separator)
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

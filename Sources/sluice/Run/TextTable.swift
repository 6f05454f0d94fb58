/// Columns of text, the first two to the left, numbers to the right.
struct TextTable {
  let header: [String]
  let rows: [[String]]
  var leftAligned = 2

  var text: String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([header] + rows).map { row in
      row.enumerated().map { column, field in
        let room = String(repeating: " ", count: widths[column] - field.count)
        return column < leftAligned ? field + room : room + field
      }.joined(separator: "  ").trimmingTrailingSpaces
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

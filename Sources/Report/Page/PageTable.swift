/// A table of the page, in a box of its own that scrolls where the screen is too small.
struct PageTable {
  struct Column {
    let name: String
    let isNumber: Bool
    var style = ""

    static func text(_ name: String) -> Column { Column(name: name, isNumber: false) }
    static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
    /// Sentences, which may take several lines.
    static func prose(_ name: String) -> Column {
      Column(name: name, isNumber: false, style: "wide-text")
    }
  }

  /// What stands above, and what screen readers announce.
  let caption: String
  let columns: [Column]
  /// The first cell of each row is its heading.
  let rows: [[Markup]]
  var isSortable = false
  /// Whether a narrow screen shows each row as a block of named lines, instead of scrolling sideways.
  var stacksWhenNarrow = false
  /// Whether the caption is to be seen; where a heading says the same it is only announced.
  var showsCaption = true

  var markup: Markup {
    let heads = columns.map { column -> Markup in
      "<th scope=\"col\"\(Self.attribute(column))>\(column.name)</th>"
    }
    let body = rows.map { row -> Markup in
      let cells = zip(columns, row).enumerated().map { index, cell -> Markup in
        index == 0
          ? "<th scope=\"row\"><span>\(cell.1)</span></th>"
          : "<td\(Self.attribute(cell.0))\(name(cell.0))>\(cell.1)</td>"
      }
      return "<tr>\(cells)</tr>\n"
    }
    let kinds = (isSortable ? ["sortable"] : []) + (stacksWhenNarrow ? ["stacks"] : [])
    let kind: Markup = kinds.isEmpty ? "" : " class=\"\(kinds.joined(separator: " "))\""
    let above: Markup = showsCaption ? "<p class=\"caption\">\(caption)</p>\n" : ""
    return """
      \(above)<div class="scroll" tabindex="0" role="region" aria-label="\(caption)">\
      <table\(kind) aria-label="\(caption)"><thead><tr>\(heads)</tr></thead><tbody>
      \(body)</tbody></table></div>

      """
  }

  /// The column's name for a cell that stands without its column.
  private func name(_ column: Column) -> Markup {
    stacksWhenNarrow ? " data-name=\"\(column.name)\"" : ""
  }

  private static func attribute(_ column: Column) -> Markup {
    let name = column.isNumber ? "n" : column.style
    return name.isEmpty ? "" : " class=\"\(name)\""
  }

  /// A score of 0 to 1 with a bar behind it.
  static func score(_ value: Double?) -> Markup {
    guard let value else { return "<span class=\"soft\">–</span>" }
    let share = "\((min(max(value, 0), 1) * 100).decimals(1))%"
    return "<span class=\"meter\" style=\"--v:\(share)\">\(value.decimals(3))</span>"
  }

  static func number(_ value: Int?) -> Markup {
    value.map { "\($0.grouped)" } ?? "<span class=\"soft\">–</span>"
  }
}

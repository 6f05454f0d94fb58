import Foundation

extension RunReport {
  /// The comparison that was made from the run, if there is one.
  var studySection: PageSection? {
    study.map { study in
      PageSection(id: "study", title: "Study") { write in
        if !study.title.isEmpty { try write("<h3>\(study.title)</h3>\n") }
        for note in study.notes { try write("<p>\(note)</p>\n") }
        for table in study.tables { try write(Self.markup(table)) }
        for figure in study.figures { try Self.write(figure, write) }
      }
    }
  }

  private static func markup(_ table: Study.Table) -> Markup {
    let columns = table.columns.enumerated().map { index, name -> PageTable.Column in
      let cells = table.rows.map { index < $0.count ? $0[index] : "" }
      // The first column has the rows' headings, which break into lines anyway.
      guard index > 0 else { return .text(name) }
      if isNumeric(cells) { return .number(name) }
      return cells.contains { $0.count > 40 } ? .prose(name) : .text(name)
    }
    let rows = table.rows.map { row in
      columns.indices.map { index -> Markup in
        let text = index < row.count ? row[index] : ""
        return text.isEmpty ? "<span class=\"soft\">–</span>" : "\(text)"
      }
    }
    let left =
      table.rows.count < table.rowCount
      ? "The first \(table.rows.count.grouped) of \(table.rowCount.grouped) rows. " : ""
    let note = left + table.note
    let below: Markup = note.isEmpty ? "" : "<p class=\"note\">\(note)</p>\n"
    return
      "<div class=\"study\">\(PageTable(caption: table.title, columns: columns, rows: rows).markup)\(below)</div>\n"
  }

  /// Whether all cells that aren't empty begin as numbers do, and there are any.
  static func isNumeric(_ cells: [String]) -> Bool {
    let filled = cells.filter { !$0.isEmpty }
    return !filled.isEmpty
      && filled.allSatisfy { cell in
        cell.first.map { "0123456789-−–<".contains($0) } ?? false
      } && filled.contains { $0.contains { "0123456789".contains($0) } }
  }

  private static func write(_ figure: Study.Figure, _ write: (Markup) throws -> Void) throws {
    guard let picture = try? FileBlocks(figure.picture.file) else {
      return try write(PageSection.missing("\(figure.title): the picture can’t be read."))
    }
    try write("<figure class=\"study\">")
    // Without a picture of its own a narrow screen scrolls, so that text can be read.
    let least = "\(min(figure.picture.width, 560).coordinate)px"
    try write(
      "<div class=\"sheet\" tabindex=\"0\" role=\"group\" aria-label=\"\(figure.title)\" "
        + "style=\"--w:\(figure.narrow == nil ? least : "0")\">")
    let alt = figure.description.isEmpty ? figure.title : figure.description
    if let narrow = figure.narrow, let blocks = try? FileBlocks(narrow.file) {
      try write(
        """
        <picture><source media="(max-width:640px)" width="\(narrow.width)" \
        height="\(narrow.height)" srcset="
        """)
      try writeData(blocks, write)
      try write("\"/>")
      try writeImage(figure.picture, picture, alt, write)
      try write("</picture>")
    } else {
      try writeImage(figure.picture, picture, alt, write)
    }
    try write(
      "</div><figcaption><strong>\(figure.title)</strong>\(figure.caption)</figcaption></figure>\n")
  }

  private static func writeImage(
    _ picture: Study.Picture, _ blocks: FileBlocks, _ alt: String,
    _ write: (Markup) throws -> Void
  ) throws {
    try write(
      "<img width=\"\(picture.width)\" height=\"\(picture.height)\" alt=\"\(alt)\" src=\"")
    try writeData(blocks, write)
    try write("\"/>")
  }

  /// The file as a `data:` address, block by block; it ends early where the file can't be read.
  private static func writeData(
    _ blocks: FileBlocks, _ write: (Markup) throws -> Void
  ) throws {
    try write("data:image/svg+xml;base64,")
    var (rest, bytes): ([UInt8], Int) = ([], 0)
    while bytes <= Study.mostFigureBytes, let block = try? blocks.next() {
      bytes += block.count
      let text = rest + block
      // Three bytes become four characters.
      let whole = text.count / 3 * 3
      try write(Markup(trusted: Data(text[..<whole]).base64EncodedString()))
      rest = Array(text[whole...])
    }
    try write(Markup(trusted: Data(rest).base64EncodedString()))
  }
}

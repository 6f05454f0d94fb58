import Foundation

/// Pictures in rows and columns, as in a figure of a paper: one row for each example, one column for
/// each way of treating it.
public struct PictureGrid: Chart {
  public struct Cell: Sendable {
    /// A PNG file's bytes.
    public let png: [UInt8]
    /// Pixels.
    public let width: Int
    public let height: Int
    /// What stands below it, such as `Dice 0.93`; may be empty.
    public let caption: String
    /// What there is to see, for people who can't see it.
    public let description: String

    public init(
      png: [UInt8], width: Int, height: Int, caption: String = "", description: String
    ) {
      self.png = png
      self.width = width
      self.height = height
      self.caption = caption
      self.description = description
    }
  }

  public let title: String
  /// Headings of the columns.
  public let columns: [String]
  /// `rows[r].cells[c]` stands in column `c`; where it is `nil`, or the row ends, is an empty frame.
  public let rows: [(name: String, cells: [Cell?])]
  /// What colours in the pictures mean, as `#rrggbb`.
  public let legend: [(name: String, colour: String)]

  public init(
    title: String, columns: [String], rows: [(name: String, cells: [Cell?])],
    legend: [(name: String, colour: String)] = []
  ) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.legend = legend
  }

  public var summary: String {
    rows.map { row in
      let cells = row.cells.enumerated().map { index, cell in
        let name = index < columns.count ? "\(columns[index]): " : ""
        return name
          + (cell.map {
            [$0.description, $0.caption].filter { !$0.isEmpty }.joined(separator: ", ")
          }
            ?? "no picture")
      }
      return "\(row.name) – \(cells.joined(separator: "; "))"
    }.joined(separator: ". ")
  }

  public func draw(width: Double) -> Drawn {
    let layout = PictureGridLayout(self, width: width)
    let legend = Legend(colours: legend)
    var drawing = Drawing(
      width: width,
      height: layout.height + (self.legend.isEmpty ? 0 : 6) + legend.height(width: width))
    if !layout.repeatsHeadings {
      drawHeadings(0..<layout.columns, layout, bottom: layout.headingHeight - 7, into: &drawing)
    }
    for (index, row) in rows.enumerated() {
      var y = layout.rowTops[index]
      drawName(row.name, layout, y: y, into: &drawing)
      if layout.isNarrow, !row.name.isEmpty { y += PictureGridLayout.nameHeight }
      for line in layout.lines {
        if layout.repeatsHeadings {
          y += layout.headingHeight
          drawHeadings(line, layout, bottom: y - 7, into: &drawing)
        }
        for column in line {
          let cell = column < row.cells.count ? row.cells[column] : nil
          draw(cell, layout, x: layout.x(column), y: y, into: &drawing)
        }
        y += layout.size + layout.captionHeights[index] + layout.gap
      }
    }
    _ = legend.draw(into: &drawing, top: layout.height + 6)
    return Drawn(drawing: drawing)
  }

  private func drawHeadings(
    _ columns: Range<Int>, _ layout: PictureGridLayout, bottom: Double, into drawing: inout Drawing
  ) {
    for column in columns {
      let lines = layout.headings[column]
      for (index, line) in lines.enumerated() {
        drawing.text(
          line, layout.x(column) + layout.size / 2,
          bottom - Double(lines.count - 1 - index) * PictureGridLayout.lineHeight, "strong",
          anchor: .middle)
      }
    }
  }

  private func drawName(
    _ name: String, _ layout: PictureGridLayout, y: Double, into drawing: inout Drawing
  ) {
    if layout.isNarrow {
      drawing.text(Drawing.fitted(name, width: drawing.width), 0, y + 13, "strong")
      return
    }
    let lines = Drawing.wrapped(name, width: layout.left - 12, lines: 4)
    let height = Double(lines.count) * PictureGridLayout.lineHeight
    for (index, line) in lines.enumerated() {
      let offset = (layout.size - height) / 2 + Double(index) * PictureGridLayout.lineHeight
      drawing.text(line, 0, y + max(offset, 0) + 12, "strong")
    }
  }

  private func draw(
    _ cell: Cell?, _ layout: PictureGridLayout, x: Double, y: Double, into drawing: inout Drawing
  ) {
    let size = layout.size
    guard let cell, cell.width > 0, cell.height > 0 else {
      drawing.rect(x + 0.5, y + 0.5, size - 1, size - 1, "frame")
      drawing.text("–", x + size / 2, y + size / 2 + 4, anchor: .middle)
      return
    }
    drawing.rect(x, y, size, size, "black")
    let scale = size / Double(max(cell.width, cell.height))
    let (width, height) = (Double(cell.width) * scale, Double(cell.height) * scale)
    let data = Markup(trusted: Data(cell.png).base64EncodedString())
    drawing.add(
      """
      <image x="\(x + (size - width) / 2)" y="\(y + (size - height) / 2)" width="\(width)" \
      height="\(height)" href="data:image/png;base64,\(data)">\
      <title>\(cell.description)</title></image>
      """)
    for (index, line) in layout.caption(cell).enumerated() {
      drawing.text(
        line, x + size / 2, y + size + 15 + Double(index) * PictureGridLayout.lineHeight,
        anchor: .middle)
    }
  }
}

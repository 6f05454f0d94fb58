/// Where the pictures of a grid lie.
struct PictureGridLayout {
  /// On a narrow picture names stand above their rows and leave all the width to the pictures.
  let isNarrow: Bool
  let columns: Int
  /// Side of the square that a picture is fitted into.
  let size: Double
  let gap: Double
  /// Where the first picture of a row begins.
  let left: Double
  /// The columns beside each other; several ranges where they would become too small in one.
  let lines: [Range<Int>]
  let headings: [[String]]
  let headingHeight: Double
  /// Of each row.
  let rowTops: [Double]
  let captionHeights: [Double]
  /// Of everything but the legend.
  let height: Double

  static let lineHeight = 15.0
  static let nameHeight = 22.0
  private static let smallest = 72.0
  private static let largest = 260.0

  /// Whether headings stand above each line rather than once at the top.
  var repeatsHeadings: Bool { lines.count > 1 }

  init(_ grid: PictureGrid, width: Double) {
    let isNarrow = width < 480
    let columns = max(grid.columns.count, grid.rows.map(\.cells.count).max() ?? 0, 1)
    let gap = isNarrow ? 5.0 : 8.0
    let longest =
      grid.rows.flatMap { $0.name.split(separator: " ") }.map { Drawing.width(String($0)) }.max()
      ?? 0
    let whole = grid.rows.map { Drawing.width($0.name) }.max() ?? 0
    // Names are broken into lines where that leaves more room to the pictures.
    let left =
      isNarrow || whole == 0 ? 0 : min(max(longest, min(whole, 96)) + 14, width * 0.25).rounded(.up)
    let room = width - left
    let most = max(Int((room + gap) / (Self.smallest + gap)), 1)
    let lineCount = (columns + most - 1) / most
    let perLine = (columns + lineCount - 1) / lineCount
    let share = (room - gap * Double(perLine - 1)) / Double(perLine)
    let size = max(min(share, Self.largest).rounded(.down), 1)
    lines = stride(from: 0, to: columns, by: perLine).map { $0..<min($0 + perLine, columns) }
    headings = (0..<columns).map { column in
      column < grid.columns.count
        ? Drawing.wrapped(grid.columns[column], width: size, lines: 3) : []
    }
    let tallest = headings.map(\.count).max() ?? 0
    headingHeight = tallest == 0 ? 0 : Double(tallest) * Self.lineHeight + 7
    captionHeights = grid.rows.map { row in
      let count = row.cells.map { $0.map { Self.caption($0, size).count } ?? 0 }.max() ?? 0
      return count == 0 ? 0 : Double(count) * Self.lineHeight + 5
    }
    var y = lines.count > 1 ? 0 : headingHeight
    var tops: [Double] = []
    for (row, caption) in zip(grid.rows, captionHeights) {
      tops.append(y)
      if isNarrow, !row.name.isEmpty { y += Self.nameHeight }
      y += Double(lines.count) * (size + caption + gap)
      if lines.count > 1 { y += Double(lines.count) * headingHeight }
    }
    (self.isNarrow, self.columns, self.size, self.gap, self.left) = (
      isNarrow, columns, size, gap, left
    )
    (rowTops, height) = (tops, max(y, 1))
  }

  /// The left edge of a column.
  func x(_ column: Int) -> Double {
    left + Double(column % max(lines[0].count, 1)) * (size + gap)
  }

  /// The lines below a picture.
  func caption(_ cell: PictureGrid.Cell) -> [String] { Self.caption(cell, size) }

  private static func caption(_ cell: PictureGrid.Cell, _ size: Double) -> [String] {
    Drawing.wrapped(cell.caption, width: size + 4, lines: 2)
  }
}

import Foundation
import Synchronization

/// What people see on standard error: lines that stay, and below them a table that is redrawn.
final class Console: Sendable {
  static let standardError = Console()

  /// How many lines of the table stand on the screen.
  private let shownLines = Mutex(0)

  /// Writes a line that stays, above the table if there is one.
  func note(_ line: String) {
    shownLines.withLock { shown in
      write(Self.erasing(shown) + line + "\n")
      shown = 0
    }
  }

  /// Draws the table in the place of the last, as much of it as the terminal has room for: lines that
  /// wrap, or have left the screen, could not be drawn over.
  func draw(_ lines: [String]) {
    var lines = lines
    if let (columns, rows) = Self.terminalSize {
      lines = Self.fitting(lines, columns: columns, rows: rows)
    }
    shownLines.withLock { shown in
      write(Self.erasing(shown) + lines.map { $0 + "\n" }.joined())
      shown = lines.count
    }
  }

  /// What fits: the first lines, one less than there are rows, and of each what has room.
  static func fitting(_ lines: [String], columns: Int, rows: Int) -> [String] {
    lines.prefix(max(rows - 1, 1)).map { line in
      line.count > columns ? line.prefix(max(columns - 1, 0)) + "…" : line
    }
  }

  private static var terminalSize: (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Up to the table's first line, and everything from there on gone.
  private static func erasing(_ lines: Int) -> String {
    lines > 0 ? "\u{1B}[\(lines)A\u{1B}[J" : ""
  }

  private func write(_ text: String) {
    Output.write(text, to: STDERR_FILENO)
  }
}

/// Writes a line for people, away from what programs read.
func standardError(_ line: String) {
  Console.standardError.note(line)
}

enum Output {
  /// Writes text to a descriptor. What can't be written is left out: a terminal that was closed, or
  /// a reader that went away, must not end a run.
  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes a line to standard output at once, for programs that read it from a pipe.
  static func line(_ text: String) {
    write(text + "\n", to: STDOUT_FILENO)
  }
}

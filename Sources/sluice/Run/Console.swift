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

  /// Draws the table in the place of the last.
  func draw(_ lines: [String]) {
    shownLines.withLock { shown in
      write(Self.erasing(shown) + lines.map { $0 + "\n" }.joined())
      shown = lines.count
    }
  }

  /// Up to the table's first line, and everything from there on gone.
  private static func erasing(_ lines: Int) -> String {
    lines > 0 ? "\u{1B}[\(lines)A\u{1B}[J" : ""
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

/// Writes a line for people, away from what programs read.
func standardError(_ line: String) {
  Console.standardError.note(line)
}

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

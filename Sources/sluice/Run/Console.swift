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
  /// The system's number for why standard output did not take something; 0 as long as it took everything.
  private static let failure = Atomic<Int32>(0)

  /// Writes text to a descriptor. What can't be written is left out: a terminal that was closed, or
  /// a reader that went away, must not end a run.
  static func write(_ text: String, to descriptor: Int32) {
    write(Array(text.utf8), to: descriptor)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let code = errno
        if descriptor == STDOUT_FILENO, !hasNoReader { failure.store(code, ordering: .relaxed) }
        return
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes bytes to standard output.
  static func bytes(_ bytes: [UInt8]) {
    write(bytes, to: STDOUT_FILENO)
  }

  /// Whether standard output is a pipe whose reader went away, or a terminal.
  private static var hasNoReader: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return isatty(STDOUT_FILENO) != 0
      || poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR) != 0
  }

  /// Sees to it that all that was printed is where it should go, be it a file on a full disk.
  ///
  /// - Throws: `CommandFailure` if it isn't.
  static func finish() throws {
    var code = failure.load(ordering: .relaxed)
    // What `print` has written so far; of a failure the rest is kept and tried again here.
    if fflush(nil) != 0 {
      let reason = errno
      if !hasNoReader { code = reason }
    }
    guard code != 0 else { return }
    throw CommandFailure(
      .failed,
      "error: standard output can't be written: \(String(cString: strerror(code))); what was printed is "
        + "not whole")
  }

  /// Writes a line to standard output at once, for programs that read it from a pipe.
  static func line(_ text: String) {
    write(text + "\n", to: STDOUT_FILENO)
  }
}

import Foundation

/// A file that is read block by block, so that its size makes no difference.
struct FileBlocks {
  private let handle: FileHandle
  private let path: String

  private static let blockSize = 256 << 10

  /// `nil` if there is no such file.
  ///
  /// - Throws: `RunReportError.unreadable`.
  init?(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    self.path = path
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw RunReportError.unreadable(path, reason: error.localizedDescription)
    }
  }

  /// The next bytes, or `nil` at the end.
  func next() throws -> [UInt8]? {
    do {
      guard let data = try handle.read(upToCount: Self.blockSize), !data.isEmpty else { return nil }
      return [UInt8](data)
    } catch {
      throw RunReportError.unreadable(path, reason: error.localizedDescription)
    }
  }

  /// Hands over every line that a line break ends. A last line without one was being written when
  /// the program ended, so that it is left out, as are lines too long to be meant.
  func forEachLine(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
    var rest: [UInt8] = []
    while let block = try next() {
      let (text, isFresh) = rest.isEmpty ? (block, true) : (rest + block, false)
      var start = text.startIndex
      // Bytes that were searched already hold no line break.
      var search = isFresh ? start : rest.count
      while let end = text[search...].firstIndex(of: UInt8(ascii: "\n")) {
        if end > start { try body(text[start..<end]) }
        start = end + 1
        search = start
      }
      rest = Array(text[start...])
      if rest.count > 4 << 20 { rest = [] }
    }
  }
}

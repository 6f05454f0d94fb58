import Foundation

/// What the first element of an SVG file says, as `Chart.file` writes it.
struct SVGHead {
  let width: Double
  let height: Double
  /// `aria-label`, with XML's entities resolved; may be empty.
  let label: String

  struct Damage: Error {
    /// What follows the file's name in a sentence.
    let reason: String
  }

  private static let mostLabel = 4000

  /// - Throws: `Damage` if it is no whole SVG file, `RunReportError.unreadable`.
  init(_ path: String, mostBytes: Int) throws {
    guard let blocks = try FileBlocks(path), let first = try blocks.next() else {
      throw Damage(reason: "is empty")
    }
    // Only the end of the rest is kept, to see whether the file is whole.
    var (bytes, tail) = (first.count, first.suffix(64))
    while let block = try blocks.next() {
      bytes += block.count
      guard bytes <= mostBytes else {
        throw Damage(reason: "has more than \(mostBytes.bytes)")
      }
      tail = (tail + block).suffix(64)
    }
    let text = String(decoding: first, as: UTF8.self)
    guard let start = text.range(of: "<svg "),
      let end = text.range(of: ">", range: start.upperBound..<text.endIndex),
      text[..<start.lowerBound].allSatisfy({ $0.isWhitespace })
        || text.hasPrefix("<?xml")
    else { throw Damage(reason: "is no SVG picture") }
    let tag = text[start.lowerBound..<end.upperBound]
    let sizes = (Self.attribute("viewBox", tag) ?? "").split(separator: " ").map(Self.size)
    guard sizes.count == 4, let width = sizes[2], let height = sizes[3] else {
      throw Damage(reason: "is an SVG picture without the viewBox that says how large it is")
    }
    guard
      String(decoding: tail, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        .hasSuffix("</svg>")
    else { throw Damage(reason: "ends before its picture does") }
    (self.width, self.height) = (width, height)
    label = String(Self.resolved(Self.attribute("aria-label", tag) ?? "").prefix(Self.mostLabel))
  }

  private static func size(_ text: Substring) -> Double? {
    Double(text).flatMap { (0...100_000).contains($0) ? $0 : nil }
  }

  private static func attribute(_ name: String, _ tag: Substring) -> Substring? {
    guard let start = tag.range(of: " \(name)=\""),
      let end = tag.range(of: "\"", range: start.upperBound..<tag.endIndex)
    else { return nil }
    return tag[start.upperBound..<end.lowerBound]
  }

  /// Undoes `Markup.escaped`.
  private static func resolved(_ text: Substring) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
      .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
  }
}

/// Sizes in bytes as people write them.
enum ByteSize {
  private static let units: [(name: String, bytes: Int)] = [
    ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000), ("B", 1),
  ]

  /// `2GiB`, `1.5 GB`, `4096`; `nil` for anything else, negative sizes and those beyond `Int`.
  static func parse(_ text: String) -> Int? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).drop { $0 == " " }
    guard
      let bytes = unit.isEmpty
        ? 1 : units.first(where: { $0.name.lowercased() == unit.lowercased() })?.bytes,
      let count = Double(number)
    else { return nil }
    if let whole = Int(number) {
      let (product, overflow) = whole.multipliedReportingOverflow(by: bytes)
      return overflow ? nil : product
    }
    return Int(exactly: (count * Double(bytes)).rounded())
  }

  /// In the largest binary unit that leaves no remainder: `2GiB`, `1536MiB`, `1000`.
  static func format(_ bytes: Int) -> String {
    guard bytes > 0, let unit = units.prefix(4).first(where: { bytes % $0.bytes == 0 }) else {
      return String(bytes)
    }
    return "\(bytes / unit.bytes)\(unit.name)"
  }
}

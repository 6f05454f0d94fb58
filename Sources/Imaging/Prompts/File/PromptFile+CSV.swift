extension PromptFile {
  /// Reads CSV; see the type for its columns. `file` is the name for messages.
  ///
  /// Throws `PictureError.promptFile` with every mistake.
  public init(csv bytes: [UInt8], file: String) throws {
    var collector = PromptCollector(file: file)
    do {
      let rows = try CSVRows(bytes.withoutByteOrderMark).rows
      if let columns = Self.columns(of: rows.first, &collector) {
        for row in rows.dropFirst() {
          Self.read(row, columns, &collector)
        }
      }
    } catch let malformed {
      collector.fail(line: malformed.line, malformed.problem)
    }
    self = try collector.finish()
  }

  /// Position of each known column; nil if the header does not serve.
  private static func columns(
    of header: CSVRows.Row?, _ collector: inout PromptCollector
  ) -> [String: Int]? {
    let names = header?.fields.map { trimmed($0).lowercased() } ?? []
    let columns = Dictionary(
      zip(names, 0...), uniquingKeysWith: { first, _ in first })
    var missing = ["case", "slice"].filter { columns[$0] == nil }
    if columns["box"] == nil && columns["points"] == nil { missing.append("box or points") }
    guard missing.isEmpty else {
      let found =
        header == nil
        ? "the file is empty"
        : names.contains { $0.contains(";") }
          ? "the columns are separated by semicolons"
          : "the header has no column \(missing.joined(separator: ", "))"
      collector.fail(
        line: header?.line ?? 1,
        "\(found); expected case,slice,label,box,points,point_labels in any order, separated by commas"
      )
      return nil
    }
    return columns
  }

  private static func read(
    _ row: CSVRows.Row, _ columns: [String: Int], _ collector: inout PromptCollector
  ) {
    var raw = RawPrompt()
    var isReadable = true
    func field(_ name: String) -> String? {
      guard let column = columns[name], column < row.fields.count else { return nil }
      let text = trimmed(row.fields[column])
      return text.isEmpty ? nil : text
    }
    func parse<Value>(_ name: String, _ expected: String, _ read: (String) -> Value?) -> Value? {
      guard let text = field(name) else { return nil }
      if let value = read(text) { return value }
      collector.fail(line: row.line, "\(name) is \"\(text)\"; expected \(expected)")
      isReadable = false
      return nil
    }
    raw.caseID = field("case")
    raw.slice = parse("slice", "a whole number") { Int($0) }
    raw.label = parse("label", "a whole number") { Int($0) }
    raw.component = parse("component", "a whole number") { Int($0) }
    raw.box = parse("box", "x0 y0 x1 y1", numbers)
    raw.points = parse("points", "x y;x y;…") { text in
      all(text.split(separator: ";").map { numbers(String($0)) })
    }
    raw.pointLabels = parse("point_labels", "1;0;…") { text in
      all(text.split(separator: ";").map { Int(trimmed(String($0))) })
    }
    if isReadable { collector.add(raw, line: row.line) }
  }

  private static func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while rest.first?.isWhitespace ?? false { rest.removeFirst() }
    while rest.last?.isWhitespace ?? false { rest.removeLast() }
    return String(rest)
  }

  private static func numbers(_ text: String) -> [Double]? {
    all(text.split(whereSeparator: \.isWhitespace).map { Double($0) })
  }

  /// The values, if every one is there.
  private static func all<Value>(_ values: [Value?]) -> [Value]? {
    let present = values.compactMap { $0 }
    return present.count == values.count ? present : nil
  }
}

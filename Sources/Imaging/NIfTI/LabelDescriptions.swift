public import DurableFiles

/// The label description file of ITK-SNAP: a colour and a name for every label value.
public enum LabelDescriptions {
  /// Writes `labels` (value to name) to `path`, through a temporary name. Value 0 is clear.
  ///
  /// - Throws: `FileError` if the file can't be written.
  @discardableResult
  public static func write(
    _ labels: [Int: String], to path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    try PendingFile.write(Array(text(labels).utf8), to: path, in: files)
  }

  /// The content of such a file: index, red, green, blue, opacity, visible, shown in 3-D, name.
  public static func text(_ labels: [Int: String]) -> String {
    var lines = [
      "# ITK-SNAP label description file",
      "# IDX -R- -G- -B- -A- VIS MSH LABEL",
      "0 0 0 0 0 0 0 \"Clear Label\"",
    ]
    for (value, name) in labels.sorted(by: { $0.key < $1.key }) where value != 0 {
      let (red, green, blue) = color(of: value)
      // The format has no escapes.
      let safe = name.map { $0 == "\"" || $0.isNewline ? "'" : $0 }
      lines.append("\(value) \(red) \(green) \(blue) 1 1 1 \"\(String(safe))\"")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A colour that differs from its neighbours': hues a golden angle apart, bright, and stable.
  public static func color(of label: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    guard label > 0 else { return (0, 0, 0) }
    let hue = (Double(label - 1) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) * 6
    func channel(_ shift: Double) -> UInt8 {
      let position = (hue + shift).truncatingRemainder(dividingBy: 6)
      let share = min(max(min(position, 4 - position), 0), 1)
      return UInt8(255 - (share * 205).rounded())
    }
    return (channel(5), channel(3), channel(1))
  }
}

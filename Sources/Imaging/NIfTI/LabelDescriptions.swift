public import DurableFiles

/// The label description file of ITK-SNAP: a colour and a name for every label value.
public enum LabelDescriptions {
  /// Writes `labels` (value to name) to `path`, through a temporary name. Value 0 is clear, and
  /// the others have the colours that they have in pictures.
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
      let colour = LabelPalette.colour(ofLabel: value)
      // The format has no escapes.
      let safe = name.map { $0 == "\"" || $0.isNewline ? "'" : $0 }
      let channels = "\(colour.red) \(colour.green) \(colour.blue)"
      lines.append("\(value) \(channels) 1 1 1 \"\(String(safe))\"")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

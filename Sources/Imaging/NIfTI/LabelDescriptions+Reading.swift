extension LabelDescriptions {
  /// The names in a folder's `labels.txt`, without the clear label; nil if it isn't there.
  ///
  /// - Throws: `VolumeError` if a line isn't of the format.
  static func names(inFolder folder: String) throws -> [Int: String]? {
    let path = joined(folder, "labels.txt")
    guard fileExists(path) else { return nil }
    let text = String(decoding: try contents(ofFile: path), as: UTF8.self)
    var names: [Int: String] = [:]
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let fields = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
      guard let first = fields.first, let value = Int(first), (0...65535).contains(value),
        quoted.count == 3
      else {
        throw VolumeError(
          file: path,
          .notADataset(
            reason:
              "line \(number + 1) is no label description of ITK-SNAP's: expected a value, seven "
              + "numbers and a name in quotes; correct or remove the file"))
      }
      if value != 0 { names[value] = String(quoted[1]) }
    }
    return names
  }
}

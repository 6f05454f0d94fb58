/// A text file that lists images, one a line.
enum DatasetList {
  /// Lines are an image path, relative to the list, and optionally a tab and a label path. Empty lines
  /// and those that begin with `#` are passed over.
  static func open(_ path: String, _ options: DatasetOptions) throws -> DatasetDescription {
    guard let text = String(validating: try contents(ofFile: path), as: UTF8.self) else {
      throw VolumeError(
        file: path,
        .notADataset(reason: "is neither a NIfTI file (by its name) nor a list of files in UTF-8"))
    }
    let folder = parent(of: path)
    var cases: [DatasetCase] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let columns = line.split(separator: "\t").map { trimmed($0) }
      guard let first = columns.first, !first.isEmpty, !first.hasPrefix("#") else { continue }
      let image = joined(folder, first)
      guard columns.count <= 2, let name = NIfTIFileName(path: image) else {
        throw VolumeError(
          file: path,
          .json(
            line: index + 1,
            reason: "expected an image (.nii, .nii.gz or .hdr), then perhaps a tab and its label; "
              + "found \"\(first.prefix(80))\""))
      }
      let found = DatasetFolder.datasetCase(image: image, name: name, options)
      cases.append(
        columns.count == 2
          ? DatasetCase(id: found.id, imagePath: image, labelPath: joined(folder, columns[1]))
          : found)
    }
    return DatasetDescription(name: lastComponent(path), labels: [:], cases: cases)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

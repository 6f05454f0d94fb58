/// A folder described by `dataset.json`: Medical Segmentation Decathlon, or nnU-Net v2.
enum DatasetJSON {
  static func open(
    _ path: String, folder: String, _ options: DatasetOptions
  ) throws -> DatasetDescription {
    let document = try JSONDocument(file: path, bytes: try contents(ofFile: path))
    _ = try document.object(document.root, "the document")
    let labels = try DatasetLabels.read(document)
    let isNNUNet =
      document.member("channel_names", of: document.root) != nil
      || document.member("file_ending", of: document.root) != nil
    let cases =
      try isNNUNet
      ? NNUNetLayout.cases(document, folder: folder, options)
      : DecathlonLayout.cases(document, folder: folder, options)
    let name = try document.member("name", of: document.root).map {
      try document.string($0, "\"name\"")
    }
    return DatasetDescription(
      name: name ?? lastComponent(folder), labels: labels, cases: cases)
  }
}

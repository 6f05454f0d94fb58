/// The cases of a Medical Segmentation Decathlon task: lists of files in `dataset.json`.
///
/// The counts `numTraining` and `numTest` aren't read: published files have wrong ones.
enum DecathlonLayout {
  static func cases(
    _ document: JSONDocument, folder: String, _ options: DatasetOptions
  ) throws -> [DatasetCase] {
    let root = document.root
    var cases: [DatasetCase] = []
    if options.split != .test {
      let training = try document.required(
        "training", of: root, "the list of {\"image\": …, \"label\": …}")
      cases = try entries(training, "\"training\"", document, folder)
    }
    if options.split != .training || cases.isEmpty, let test = document.member("test", of: root) {
      cases += try entries(test, "\"test\"", document, folder)
    }
    return cases
  }

  private static func entries(
    _ list: JSONValue, _ key: String, _ document: JSONDocument, _ folder: String
  ) throws -> [DatasetCase] {
    try document.array(list, key).enumerated().compactMap { index, entry in
      let place = "\(key)[\(index)]"
      if case .string(let image) = entry.kind {
        return try datasetCase(image, nil, entry, place, document, folder)
      }
      guard case .object = entry.kind else {
        throw document.error(
          entry, "\(place) is \(entry.typeName), expected {\"image\": …, \"label\": …} or a path")
      }
      let image = try document.required("image", of: entry, "\(place) needs the scan's path")
      let label = try document.member("label", of: entry).map {
        try document.string($0, "\(place).\"label\"")
      }
      let path = try document.string(image, "\(place).\"image\"")
      return try datasetCase(path, label, image, place, document, folder)
    }
  }

  private static func datasetCase(
    _ image: String, _ label: String?, _ value: JSONValue, _ place: String,
    _ document: JSONDocument, _ folder: String
  ) throws -> DatasetCase? {
    if isHidden(image) { return nil }
    let path = joined(folder, image)
    guard let name = NIfTIFileName(path: path) else {
      throw document.error(
        value, "\(place): \"\(image)\" is no NIfTI file; expected .nii, .nii.gz or .hdr")
    }
    return DatasetCase(
      id: name.caseID, imagePath: path, labelPath: label.map { joined(folder, $0) })
  }
}

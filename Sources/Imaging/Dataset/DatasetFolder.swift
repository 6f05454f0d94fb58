/// A folder of scans, without a description.
enum DatasetFolder {
  static func open(_ folder: String, _ options: DatasetOptions) throws -> DatasetDescription {
    let names = try contents(ofFolder: folder).filter { !isHidden($0) }
    let cases = names.compactMap { file -> DatasetCase? in
      let path = joined(folder, file)
      guard let name = NIfTIFileName(path: path), name.kind != .image else { return nil }
      return datasetCase(image: path, name: name, options)
    }
    // Bytes that are no text are listed with signs in their place, under which no file is found.
    if let unreadable = cases.first(where: {
      $0.imagePath.contains("\u{FFFD}") && !fileExists($0.imagePath)
    }) {
      throw VolumeError(
        file: folder,
        .notADataset(
          reason:
            "has a scan whose name, shown here as \(lastComponent(unreadable.imagePath)), is not UTF-8; "
            + "rename it"))
    }
    if cases.isEmpty, names.contains("imagesTr") {
      throw VolumeError(
        file: folder,
        .notADataset(
          reason: "has imagesTr but no dataset.json; give \(joined(folder, "imagesTr")) as a plain "
            + "folder and \(joined(folder, "labelsTr")) as its labels"))
    }
    return DatasetDescription(
      name: lastComponent(folder), labels: [:], cases: cases.sorted { $0.id < $1.id })
  }

  /// The case of one image, with the label of the same name from the labels folder if it is there.
  static func datasetCase(
    image: String, name: NIfTIFileName, _ options: DatasetOptions
  ) -> DatasetCase {
    let label = options.labelsFolder.flatMap { folder in
      labelCandidates(name.caseID).map { joined(folder, $0) }.first(where: fileExists)
    }
    return DatasetCase(id: name.caseID, imagePath: image, labelPath: label)
  }

  /// nnU-Net's images carry a channel that its labels don't.
  private static func labelCandidates(_ id: String) -> [String] {
    let bases = id.hasSuffix("_0000") ? [id, String(id.dropLast(5))] : [id]
    return bases.flatMap { base in [".nii.gz", ".nii", ".hdr", ".hdr.gz"].map { base + $0 } }
  }
}

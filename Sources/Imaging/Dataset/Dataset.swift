import Foundation

/// Finds the scans that a path stands for.
public enum Dataset {
  /// The scans of
  /// - a folder with `dataset.json`, or that file itself: Medical Segmentation Decathlon or nnU-Net v2;
  /// - a folder of `.nii`, `.nii.gz` or `.hdr` files (not its subfolders);
  /// - one such file;
  /// - a text file that lists one image a line, relative to the list, a tab and its label if it has one.
  ///
  /// Files whose names begin with `.` or `_` are left out: macOS scatters such copies.
  ///
  /// - Throws: `VolumeError` if it is none of these, `dataset.json` is wrong (naming line and key),
  ///   files are missing, two cases have one id, or no case is left.
  public static func open(
    _ path: String, _ options: DatasetOptions = DatasetOptions()
  ) throws -> DatasetDescription {
    try found(at: path, options).checked(path: path, options)
  }

  /// The scans of several paths together, as if each were opened; the labels of all are joined.
  ///
  /// - Throws: as `open(_:_:)`; also if two paths give one label value (but 0) different names.
  public static func open(
    _ paths: [String], _ options: DatasetOptions = DatasetOptions()
  ) throws -> DatasetDescription {
    if paths.count == 1 { return try open(paths[0], options) }
    var labels: [Int: String] = [:]
    var cases: [DatasetCase] = []
    for path in paths {
      let part = try found(at: path, options)
      for (value, name) in part.labels where value != 0 || labels[0] == nil {
        if let other = labels[value], other != name {
          throw VolumeError(
            file: path,
            .notADataset(
              reason:
                "label \(value) is \"\(name)\" here but \"\(other)\" in another of the paths; "
                + "label them in separate runs"))
        }
        labels[value] = name
      }
      cases += part.cases
    }
    let name = paths.first.map(lastComponent) ?? ""
    return try DatasetDescription(name: name, labels: labels, cases: cases)
      .checked(path: paths.first ?? "", options)
  }

  private static func found(at path: String, _ options: DatasetOptions) throws -> DatasetDescription
  {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw VolumeError.lastCall(on: path)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      let json = joined(path, "dataset.json")
      return try fileExists(json)
        ? DatasetJSON.open(json, folder: path, options) : DatasetFolder.open(path, options)
    }
    if path.lowercased().hasSuffix(".json") {
      return try DatasetJSON.open(path, folder: parent(of: path), options)
    }
    if let name = NIfTIFileName(path: path) {
      return DatasetDescription(
        name: name.caseID, labels: [:],
        cases: [DatasetFolder.datasetCase(image: path, name: name, options)])
    }
    return try DatasetList.open(path, options)
  }
}

extension DatasetDescription {
  /// Filters by id, then sees to missing files and duplicates.
  fileprivate func checked(path: String, _ options: DatasetOptions) throws -> DatasetDescription {
    guard !cases.isEmpty else {
      throw VolumeError(
        file: path, .noCases(reason: "no scans here; expected dataset.json, .nii, .nii.gz or .hdr"))
    }
    let chosen = cases.filter { CaseFilter.accepts($0.id, options) }
    guard !chosen.isEmpty else {
      let ids = cases.prefix(5).map(\.id).joined(separator: ", ") + (cases.count > 5 ? "…" : "")
      throw VolumeError(
        file: path,
        .noCases(reason: "include and exclude leave none of \(cases.count) cases (\(ids))"))
    }
    var seen: [String: String] = [:]
    for one in chosen {
      if let first = seen.updateValue(one.imagePath, forKey: one.id) {
        throw VolumeError(
          file: path, .duplicateCase(id: one.id, first: first, second: one.imagePath))
      }
    }
    var missing: [MissingFile] = []
    var present: [DatasetCase] = []
    for one in chosen {
      let hasImage = fileExists(one.imagePath)
      let lacksLabel = one.labelPath.map { !fileExists($0) } ?? false
      if !hasImage {
        missing.append(MissingFile(caseID: one.id, path: one.imagePath, role: .image))
      }
      if lacksLabel, let label = one.labelPath {
        missing.append(MissingFile(caseID: one.id, path: label, role: .label))
      }
      if hasImage || options.missingFiles == .keep {
        present.append(
          lacksLabel ? DatasetCase(id: one.id, imagePath: one.imagePath) : one)
      }
    }
    guard missing.isEmpty || options.missingFiles != .fail else {
      throw VolumeError(file: path, .missingFiles(missing.map(\.path)))
    }
    guard !present.isEmpty else {
      throw VolumeError(file: path, .missingFiles(missing.map(\.path)))
    }
    return DatasetDescription(name: name, labels: labels, cases: present, missing: missing)
  }
}

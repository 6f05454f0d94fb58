/// The scans of a dataset, whichever layout they were found in.
public struct DatasetDescription: Sendable, Hashable {
  /// The dataset's own name, or that of its folder or file.
  public let name: String
  /// Names of label values, 0 among them where it is named; empty if the dataset declares none.
  public let labels: [Int: String]
  /// In `dataset.json`'s order; sorted by id for folders.
  public let cases: [DatasetCase]
  /// Files that the dataset names and that aren't there, where missing files are allowed. A case
  /// without its image is left out of `cases`, unless such cases are kept; a case without its label
  /// stays, with no label.
  public let missing: [MissingFile]

  public init(
    name: String, labels: [Int: String], cases: [DatasetCase], missing: [MissingFile] = []
  ) {
    self.name = name
    self.labels = labels
    self.cases = cases
    self.missing = missing
  }
}

/// A scan and, where there is one, its reference labels.
public struct DatasetCase: Sendable, Hashable {
  /// The image file's name without `.nii` or `.nii.gz` (in nnU-Net's layout, without the channel too).
  public let id: String
  public let imagePath: String
  public let labelPath: String?

  public init(id: String, imagePath: String, labelPath: String? = nil) {
    self.id = id
    self.imagePath = imagePath
    self.labelPath = labelPath
  }
}

/// A file that a dataset names and that isn't there.
public struct MissingFile: Sendable, Hashable {
  public let caseID: String
  public let path: String
  public let role: Role

  public enum Role: String, Sendable, Hashable { case image, label }
}

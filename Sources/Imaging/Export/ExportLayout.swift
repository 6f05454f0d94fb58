/// How a training set lies on disk.
public enum ExportLayout: String, Sendable, Hashable, CaseIterable, Codable {
  /// nnU-Net v2's raw dataset: `Dataset501_Name/imagesTr/CASE_0000.nii.gz`, `labelsTr/CASE.nii.gz`.
  case nnunet
  /// A task of the Medical Segmentation Decathlon: `Task501_Name/imagesTr/CASE.nii.gz`,
  /// `labelsTr/CASE.nii.gz`.
  case msd

  /// `Dataset501_Name` or `Task501_Name`: at least three digits for nnU-Net, two for the Decathlon.
  func folderName(id: Int, name: String) -> String {
    let width = self == .nnunet ? 3 : 2
    let digits = String(id)
    let padded = String(repeating: "0", count: max(0, width - digits.count)) + digits
    return (self == .nnunet ? "Dataset" : "Task") + padded + "_" + name
  }

  /// The name of a case's image.
  func imageName(_ id: String, ending: String) -> String {
    self == .nnunet ? "\(id)_0000\(ending)" : id + ending
  }
}

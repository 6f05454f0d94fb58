/// How the slices of a volume are cut and turned.
public enum SliceOrientation: String, Sendable, Hashable, Codable, CaseIterable {
  /// Slices along voxel axis 3; row = axis 1, column = axis 2: what nibabel's `[:, :, k]` gives.
  case stored
  /// Slices along the axis nearest superior–inferior, numbered as stored; rows run anterior →
  /// posterior, columns from the patient's right to the left: the radiological view.
  case upright
}

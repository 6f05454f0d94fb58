import Imaging

/// The voxels of a label volume, slice after slice.
struct LabelVoxels {
  let voxels: [UInt16]

  init(_ path: String, slicing: SliceOrientation = .stored) throws {
    let reader = try SliceReader(try NIfTIVolume.open(path), slicing: slicing)
    var voxels: [UInt16] = []
    while let plane = try reader.nextLabels() { voxels += plane.pixels }
    self.voxels = voxels
  }

  init(_ folder: Folder, _ file: String, slicing: SliceOrientation = .stored) throws {
    try self.init("\(folder.path)/\(file)", slicing: slicing)
  }

  var values: Set<UInt16> { Set(voxels) }

  /// Voxels that differ from another volume's.
  func differing(from other: LabelVoxels) -> Int {
    guard voxels.count == other.voxels.count else { return max(voxels.count, other.voxels.count) }
    return zip(voxels, other.voxels).count { $0 != $1 }
  }

  var foreground: Int { voxels.count { $0 != 0 } }
}

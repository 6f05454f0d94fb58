/// A scan with the label volume that goes with it.
struct ExportCase {
  let id: String
  let image: NIfTIVolume
  let label: NIfTIVolume
  /// Whether the files' bytes are compressed, whatever they are called.
  let imageIsGzipped: Bool
  let labelIsGzipped: Bool
  /// Values that occur in the label, 0 among them if it does.
  let values: Set<Int>

  /// Opens both, compares their grids and reads every label.
  ///
  /// - Throws: `VolumeError` where a file can't be read or is damaged, a label is no whole number, or
  ///   the two don't share a grid.
  init(_ one: DatasetCase, labelPath: String) throws {
    id = one.id
    image = try NIfTIVolume.open(one.imagePath)
    label = try NIfTIVolume.open(labelPath)
    try image.checkSameGrid(as: label)
    imageIsGzipped = try ByteSource(path: image.imagePath).isGzipped
    labelIsGzipped = try ByteSource(path: label.imagePath).isGzipped
    let reader = try SliceReader(label, slicing: .stored)
    var values: Set<Int> = []
    while let plane = try reader.nextLabels() {
      values.formUnion(CaseFacts.values(in: plane).map { Int($0) })
    }
    try reader.finish()
    self.values = values
  }

  /// Whether a file can be taken as it is under a name that ends so.
  static func fits(_ volume: NIfTIVolume, isGzipped: Bool, ending: String) -> Bool {
    volume.header.storage == .singleFile && isGzipped == (ending == ".nii.gz")
  }

  /// Finds the label volume of a case in a folder.
  static func labelPath(of id: String, in folder: String) -> String? {
    [".nii.gz", ".nii", ".hdr", ".hdr.gz"].map { joined(folder, id + $0) }.first(where: fileExists)
  }
}

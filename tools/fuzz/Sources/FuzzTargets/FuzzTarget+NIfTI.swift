import Imaging

extension FuzzTarget {
  /// A scan: `.nii`, gzipped or not, or where the header's magic says so a `.hdr` and the `.img` that
  /// follows it in the input.
  static let nifti = FuzzTarget("nifti", refusing: VolumeError.self, PictureError.self) { input in
    let volume = try NIfTIVolume.open(try laidOut(input))
    let header = volume.header
    _ = header.gridDescription
    try volume.checkSameGrid(as: volume)
    for slicing in SliceOrientation.allCases {
      let grid = header.grid(slicing)
      try readSlices(volume, slicing)
      try readLabels(volume, slicing)
      _ = LabelVolumeWriter.residentBytes(header, grid, .uint16)
      for (count, spacing) in [(grid.rows, grid.rowSpacing), (grid.slices, grid.sliceSpacing)] {
        let axis = try ResamplingGrid(sourceCount: count, sourceSpacing: spacing, targetSpacing: 1)
        let last = axis.nearestSource(toTarget: axis.targetCount - 1)
        try FuzzFinding.require((0..<count).contains(last), "a resampled sample has a source")
      }
    }
  }

  /// What the program's memory budget would admit here.
  private static let budget = 64 << 20
  /// A volume may have as many slices as its file has bytes, and each takes its time.
  private static let mostSlices = 64

  private static func laidOut(_ input: FuzzInput) throws -> String {
    for (size, magicOffset, magic) in [(348, 344, "ni1"), (540, 4, "ni2")]
    where input.bytes.dropFirst(magicOffset).starts(with: magic.utf8) {
      _ = try input.file("scan.img", input.bytes.dropFirst(size))
      return try input.file("scan.hdr", input.bytes.prefix(size))
    }
    return try input.file("scan.nii")
  }

  private static func readSlices(_ volume: NIfTIVolume, _ slicing: SliceOrientation) throws {
    let reader = try SliceReader(volume, slicing: slicing)
    guard reader.residentBytes <= budget else { return }
    var check = IntensityCheck()
    while reader.nextSlice < mostSlices, let slice = try reader.next() {
      try FuzzFinding.require(
        slice.plane.pixels.allSatisfy(\.isFinite) && slice.minimum <= slice.maximum,
        "every value of a slice is finite")
      check.add(slice)
    }
    _ = check.warnings
    try reader.finish()
  }

  private static func readLabels(_ volume: NIfTIVolume, _ slicing: SliceOrientation) throws {
    let reader = try SliceReader(volume, slicing: slicing)
    guard reader.residentBytes <= budget else { return }
    while reader.nextSlice < mostSlices, try reader.nextLabels() != nil {}
    try reader.finish()
  }
}

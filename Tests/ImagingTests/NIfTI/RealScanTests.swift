import Foundation
import Testing

@testable import Imaging

/// Real CT against numbers that nibabel 5.4.2 gives: sums in float64, and slice 7 weighted by pixel
/// index, in stored order and after `as_closest_canonical` turned to anterior-up, patient's right left.
@Suite(.enabled(if: RealScans.exist, "no real scans beside the package"))
struct RealScanTests {
  struct Expected: Sendable {
    let file: String
    let dimensions: SIMD3<Int>
    let code: String
    let sum, minimum, maximum, stored7, upright7: Double
  }

  static let expected = [
    Expected(
      file: "imagesTr/spleen_001.nii.gz", dimensions: SIMD3(512, 512, 20), code: "LAS",
      sum: -3_272_217_339, minimum: -1024, maximum: 1839, stored7: -21_595_413_213_596,
      upright7: -18_852_877_270_216),
    Expected(
      file: "labelsTr/spleen_001.nii.gz", dimensions: SIMD3(512, 512, 20), code: "LAS",
      sum: 130_634, minimum: 0, maximum: 1, stored7: 1_192_684_692, upright7: 1_091_237_387),
    Expected(
      file: "imagesTr/spleen_002.nii.gz", dimensions: SIMD3(122, 101, 112), code: "RAS",
      sum: -496_851_173, minimum: -1207, maximum: 3382, stored7: -28_934_506_500,
      upright7: -17_702_076_534),
    Expected(
      file: "labelsTr/spleen_002.nii.gz", dimensions: SIMD3(122, 101, 112), code: "RAS",
      sum: 9668, minimum: 0, maximum: 1, stored7: 0, upright7: 0),
  ]

  @Test(arguments: expected) func readsAsNibabelDoes(expected: Expected) throws {
    let path = RealScans.folder + "/Task09_Spleen/" + expected.file
    let header = try NIfTIVolume.open(path).header
    #expect(header.dimensions == expected.dimensions)
    #expect(header.orientation.code == expected.code)
    for (slicing, weighted) in [
      (SliceOrientation.stored, expected.stored7), (.upright, expected.upright7),
    ] {
      let slices = try readAll(path, slicing)
      let sum = slices.reduce(0.0) { $0 + $1.plane.pixels.reduce(0.0) { $0 + Double($1) } }
      #expect(sum == expected.sum)
      #expect(Double(slices.map(\.minimum).min()!) == expected.minimum)
      #expect(Double(slices.map(\.maximum).max()!) == expected.maximum)
      let seventh = slices[7].plane.pixels.enumerated().reduce(0.0) {
        $0 + Double($1.offset) * Double($1.element)
      }
      #expect(seventh == weighted)
    }
  }

  @Test func labelsLieOnTheirScansAndTheScansAreHU() throws {
    let task = RealScans.folder + "/Task09_Spleen/"
    let one = try NIfTIVolume.open(task + "imagesTr/spleen_001.nii.gz")
    try one.checkSameGrid(as: NIfTIVolume.open(task + "labelsTr/spleen_001.nii.gz"))
    #expect(throws: VolumeError.self) {
      try one.checkSameGrid(as: NIfTIVolume.open(task + "labelsTr/spleen_002.nii.gz"))
    }
    for name in ["spleen_001", "spleen_002"] {
      var check = IntensityCheck()
      for slice in try readAll(task + "imagesTr/\(name).nii.gz") { check.add(slice) }
      #expect(check.warnings == [])
    }
  }

  @Test func labelsCopiedThroughTheWriterKeepEveryVoxel() throws {
    let folder = try ScanFolder()
    for name in ["spleen_001", "spleen_002"] {
      let task = RealScans.folder + "/Task09_Spleen/"
      let scan = try NIfTIVolume.open(task + "imagesTr/\(name).nii.gz")
      let labels = try NIfTIVolume.open(task + "labelsTr/\(name).nii.gz")
      let reader = try SliceReader(labels)
      let writer = try LabelVolumeWriter(
        like: scan, path: folder.file(name + ".nii.gz"), type: .uint8)
      while let plane = try reader.nextLabels() {
        try writer.write(slice: reader.nextSlice - 1, plane)
      }
      try writer.finish()
      #expect(
        try readAll(writer.path).map(\.plane) == readAll(labels.path).map(\.plane))
    }
  }
}

import DurableFiles
import DurableFilesTesting
import Foundation
import Testing

@testable import Imaging

@Suite struct LabelVolumeWriterTests {
  /// A label for every pixel, different in every slice.
  private func plane(_ grid: SliceGrid, _ k: Int) -> Plane<UInt16> {
    Plane(
      rows: grid.rows, columns: grid.columns,
      pixels: (0..<grid.pixelsPerSlice).map { UInt16($0 + k * grid.pixelsPerSlice) })
  }

  static let kinds: [NIfTIFixture] = NIfTIReadingTests.kinds.filter {
    $0.type == .int16 || $0.type == .float64
  }

  @Test(arguments: [LabelType.uint8, .uint16], [false, true])
  func labelsKeepTheScansHeaderAndComeBack(type: LabelType, gzipped: Bool) throws {
    let folder = try ScanFolder()
    for (number, fixture) in Self.kinds.enumerated() {
      for slicing in SliceOrientation.allCases {
        let scan = try NIfTIVolume.open(fixture.write(folder, gzipped: gzipped))
        let suffix = (fixture.storage == .pair ? ".hdr" : ".nii") + (gzipped ? ".gz" : "")
        let writer = try LabelVolumeWriter(
          like: scan, path: folder.file("labels-\(number)-\(slicing)" + suffix), type: type,
          slicing: slicing)
        let grid = writer.grid
        // Slice 1 is left out.
        try writer.write(slice: 0, plane(grid, 0))
        #expect(!FileManager.default.fileExists(atPath: writer.path))
        try writer.write(slice: 2, plane(grid, 2))
        try writer.finish()

        let labels = try NIfTIVolume.open(writer.path)
        try scan.checkSameGrid(as: labels)
        #expect(labels.header.dataType == (type == .uint8 ? .uint8 : .uint16))
        #expect(labels.header.byteOrder == fixture.order)
        #expect(labels.header.rescale.isNone)
        expectSameBytes(scan.header, labels.header)
        let reader = try SliceReader(labels, slicing: slicing)
        #expect(try reader.nextLabels() == plane(grid, 0))
        #expect(
          try reader.nextLabels() == Plane(rows: grid.rows, columns: grid.columns, repeating: 0))
        #expect(try reader.nextLabels() == plane(grid, 2))
        try reader.finish()
      }
    }
  }

  /// Every byte but those of datatype, bitpix, vox_offset, scl_* and cal_*.
  private func expectSameBytes(_ scan: NIfTIHeader, _ labels: NIfTIHeader) {
    let changed: [Range<Int>] =
      scan.version == .one
      ? [70..<74, 108..<120, 124..<132] : [12..<16, 168..<208]
    for n in scan.bytes.indices where !changed.contains(where: { $0.contains(n) }) {
      #expect(scan.bytes[n] == labels.bytes[n], "byte \(n)")
    }
    #expect(scan.bytes.count == labels.bytes.count)
  }

  @Test func fieldsOfTheLabelHeader() throws {
    let folder = try ScanFolder()
    for (version, order) in [(NIfTIVersion.one, ByteOrder.big), (.two, .little)] {
      let fixture = NIfTIFixture(version: version, order: order, slope: 2, intercept: -1024)
      let scan = try NIfTIVolume.open(fixture.write(folder))
      let bytes = scan.header.labelHeader(.uint16)
      #expect(bytes.count == version.headerSize + 4)
      #expect(bytes.suffix(4) == [0, 0, 0, 0])
      let fields = NIfTIFields(bytes: bytes, version: version, order: order)
      #expect(fields.datatype == 512)
      #expect(order.load(Int16.self, bytes, at: version == .one ? 72 : 14) == 16)
      #expect(fields.voxOffset == (version == .one ? 352 : 544))
      #expect(fields.sclSlope == 1 && fields.sclInter == 0)
      let cal = version == .one ? 124..<132 : 192..<208
      #expect(bytes[cal].allSatisfy { $0 == 0 })
    }
  }

  @Test func aVolumeCutAcrossItsStorageIsHeldAndPutBack() throws {
    let folder = try ScanFolder()
    var fixture = NIfTIFixture()
    fixture.srow = [0, 0, 2, 0, -0.5, 0, 0, 0, 0, 0.75, 0, 0]
    let scan = try NIfTIVolume.open(fixture.write(folder))
    let writer = try LabelVolumeWriter(like: scan, path: folder.file("l.nii.gz"), type: .uint16)
    #expect(writer.residentBytes == 5 * 4 * 3 * 2)
    for k in 1..<4 { try writer.write(slice: k, plane(writer.grid, k)) }
    try writer.finish()
    let stored = try readAll(folder.file("l.nii.gz"), .stored)
    for k in 1..<4 {
      let expected = plane(writer.grid, k)
      for row in 0..<5 {
        for column in 0..<3 {
          let voxel = writer.grid.voxel(PlaneIndex(row: row, column: column, slice: k))
          #expect(stored[voxel.k].plane[voxel.i, voxel.j] == Float(expected[row, column]))
        }
      }
    }
    #expect(stored[0].plane[0, 0] == 0)
  }

  @Test func theSameLabelsGiveTheSameBytes() throws {
    let folder = try ScanFolder()
    let scan = try NIfTIVolume.open(NIfTIFixture().write(folder))
    for name in ["a.nii.gz", "b.nii.gz"] {
      let writer = try LabelVolumeWriter(like: scan, path: folder.file(name), type: .uint8)
      try writer.write(slice: 1, plane(writer.grid, 1))
      try writer.finish()
    }
    let bytes = try folder.read("a.nii.gz")
    #expect(try bytes == folder.read("b.nii.gz"))
    #expect(bytes[3..<8] == [0, 0, 0, 0, 0], "no name, no time")
  }

  @Test func nothingIsLeftOfAVolumeThatIsGivenUp() throws {
    let folder = try ScanFolder()
    let scan = try NIfTIVolume.open(NIfTIFixture().write(folder))
    do {
      let writer = try LabelVolumeWriter(like: scan, path: folder.file("l.nii.gz"), type: .uint8)
      try writer.write(slice: 0, plane(writer.grid, 0))
      #expect(try folder.names == [".l.nii.gz.partial", "scan.nii"])
      writer.discard()
      #expect(try folder.names == ["scan.nii"])
      #expect(throws: VolumeError.self) { try writer.write(slice: 1, plane(writer.grid, 1)) }
    }
    do {
      let forgotten = try LabelVolumeWriter(like: scan, path: folder.file("l.nii"), type: .uint8)
      try forgotten.write(slice: 0, plane(forgotten.grid, 0))
    }
    #expect(try folder.names == ["scan.nii"])
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let folder = try ScanFolder()
    let scan = try NIfTIVolume.open(NIfTIFixture().write(folder))
    let writer = try LabelVolumeWriter(
      like: scan, path: folder.file("l.nii"), type: .uint8, slicing: .stored)
    #expect(
      problem { try writer.write(slice: 0, Plane<UInt8>(rows: 4, columns: 5, repeating: 0)) }
        == .doesNotFit(found: "a plane of 4×5 labels", expected: "5×4"))
    #expect(
      problem { try writer.write(slice: 0, Plane<UInt16>(rows: 5, columns: 4, repeating: 256)) }
        == .doesNotFit(found: "label 256", expected: "labels up to 255"))
    let plane = Plane<UInt8>(rows: 5, columns: 4, repeating: 255)
    try writer.write(slice: 1, plane)
    #expect(
      problem { try writer.write(slice: 1, plane) } == .sliceOutOfOrder(slice: 1, allowed: 2..<3))
    #expect(
      problem { try writer.write(slice: 3, plane) } == .sliceOutOfOrder(slice: 3, allowed: 2..<3))
    #expect(
      problem {
        _ = try LabelVolumeWriter(like: scan, path: folder.file("l.hdr"), type: .uint8)
      }
        == .doesNotFit(
          found: "the file's name", expected: "a name that ends in .nii or .nii.gz"))
    // What is there is a file, in which there can be none.
    #expect(throws: FileError.self) {
      try LabelVolumeWriter(like: scan, path: "\(scan.path)/l.nii", type: .uint8)
    }
  }

  @Test func aFullDiskIsAnError() throws {
    let folder = try ScanFolder()
    for (name, gzipped) in [("a.nii", false), ("b.nii.gz", true)] {
      // Creating succeeds, the first write doesn't.
      let files = FaultyFileSystem(.from(1), code: ENOSPC)
      let file = try VolumeFile(path: folder.file(name), gzipped: gzipped, in: files)
      let error = #expect(throws: FileError.self) {
        try [UInt8](repeating: 7, count: 100).withUnsafeBytes { try file.write($0) }
        _ = try file.publish()
      }
      #expect(error?.isOutOfSpace == true)
      file.discard()
    }
    #expect(try folder.names == [])
  }

  @Test func typesByHighestLabel() {
    #expect(LabelType(holding: 255) == .uint8)
    #expect(LabelType(holding: 256) == .uint16)
  }
}

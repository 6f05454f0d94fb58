import Foundation
import Testing

@testable import Imaging

@Suite struct NIfTIReadingTests {
  static let kinds: [NIfTIFixture] = NIfTIDataType.allCases.flatMap { type in
    [NIfTIVersion.one, .two].flatMap { version in
      [ByteOrder.little, .big].flatMap { order in
        [NIfTIHeader.Storage.singleFile, .pair].map { storage in
          var fixture = NIfTIFixture()
          (fixture.type, fixture.version) = (type, version)
          (fixture.order, fixture.storage) = (order, storage)
          return fixture
        }
      }
    }
  }

  @Test(arguments: [false, true])
  func everyTypeVersionByteOrderAndPackingReadsTheSame(gzipped: Bool) throws {
    let folder = try ScanFolder()
    #expect(Self.kinds.count == 80)
    for var fixture in Self.kinds {
      let signed = ![NIfTIDataType.uint8, .uint16, .uint32, .uint64].contains(fixture.type)
      fixture.values = (0..<60).map { signed ? Double($0 * 4 - 120) : Double($0 * 4) }
      let path = try fixture.write(folder, gzipped: gzipped)
      let volume = try NIfTIVolume.open(path)
      #expect(volume.header.bytes == fixture.header)
      #expect(volume.header.dimensions == SIMD3(5, 4, 3))
      #expect(volume.header.spacing == SIMD3(0.5, 0.75, 2))
      #expect(volume.header.orientation.code == "LAS")
      let slices = try readAll(path)
      #expect(slices.map(\.index) == [0, 1, 2])
      for k in 0..<3 {
        for i in 0..<5 {
          for j in 0..<4 {
            #expect(
              slices[k].plane[i, j] == Float(fixture.value(i + 5 * j + 20 * k)),
              "\(fixture.type) \(fixture.version) \(fixture.order) \(fixture.storage)")
          }
        }
      }
    }
  }

  @Test(arguments: [NIfTIVersion.one, .two])
  func scalingAppliesUnlessTheSlopeIsNone(version: NIfTIVersion) throws {
    let folder = try ScanFolder()
    func first(_ slope: Double, _ intercept: Double) throws -> [Float] {
      var fixture = NIfTIFixture()
      (fixture.version, fixture.slope, fixture.intercept) = (version, slope, intercept)
      let slices = try readAll(fixture.write(folder))
      return [slices[0].plane[0, 0], slices[0].plane[1, 0], slices[2].maximum]
    }
    #expect(try first(1, -1024) == [-1024, -1023, -965])
    #expect(try first(0.5, 3) == [3, 3.5, 32.5])
    #expect(try first(0, 7) == [0, 1, 59])
    #expect(try first(.nan, 7) == [0, 1, 59])
    #expect(try first(.infinity, 7) == [0, 1, 59])
    #expect(try first(2, .nan) == [0, 2, 118])
  }

  @Test func voxelsThatAreNoNumbersBecomeAirAndAreCounted() throws {
    let folder = try ScanFolder()
    // 17 × 3 pixels: the vector part and the rest.
    var fixture = NIfTIFixture(type: .float32, dim: [3, 17, 3, 2, 1, 1, 1, 1])
    fixture.values = (0..<102).map { Double($0 % 51) }
    fixture.values[3] = .nan
    fixture.values[17] = -.infinity
    fixture.values[50] = .infinity
    let slices = try readAll(fixture.write(folder))
    #expect(slices.map(\.nonFinite) == [3, 0])
    #expect(slices[0].plane[3, 0] == -1024)
    #expect(slices[0].plane[0, 1] == -1024)
    #expect(slices[0].plane[16, 2] == -1024)
    #expect(slices.map(\.minimum) == [0, 0])
    #expect(slices.map(\.maximum) == [49, 50])
    fixture.values = Array(repeating: .nan, count: 102)
    let empty = try readAll(fixture.write(folder))
    #expect(empty[0].nonFinite == 51)
    #expect(empty[0].minimum == -1024 && empty[0].maximum == -1024)
  }

  @Test func slicesCanBeSkippedButNotHadAgain() throws {
    let folder = try ScanFolder()
    for gzipped in [false, true] {
      let path = try NIfTIFixture().write(folder, gzipped: gzipped)
      let reader = try SliceReader(NIfTIVolume.open(path), slicing: .stored)
      #expect(!reader.holdsWholeVolume)
      #expect(reader.residentBytes == 5 * 4 * 2)
      #expect(try reader.read(slice: 2).plane[0, 0] == 40)
      #expect(
        problem { _ = try reader.read(slice: 1) } == .sliceOutOfOrder(slice: 1, allowed: 3..<3))
      try reader.finish()
    }
  }

  @Test func aSagittalVolumeIsHeldWholeAndReadInAnyOrder() throws {
    let folder = try ScanFolder()
    var fixture = NIfTIFixture()
    // Axes stored as P, S, R.
    fixture.srow = [0, 0, 2, 0, -0.5, 0, 0, 0, 0, 0.75, 0, 0]
    for gzipped in [false, true] {
      let path = try fixture.write(folder, gzipped: gzipped)
      let reader = try SliceReader(NIfTIVolume.open(path), slicing: .upright)
      #expect(reader.volume.header.orientation.code == "PSR")
      #expect(reader.holdsWholeVolume)
      #expect(reader.residentBytes == 120)
      #expect(reader.grid.slices == 4 && reader.grid.rows == 5 && reader.grid.columns == 3)
      for k in [3, 0, 1] {
        let plane = try reader.read(slice: k).plane
        // Rows run to the back as stored; columns from the right, where k is largest.
        for row in 0..<5 {
          for column in 0..<3 {
            #expect(plane[row, column] == Float(row + 5 * k + 20 * (2 - column)))
          }
        }
      }
      try reader.finish()
    }
  }

  @Test func aLargeTransposedPlaneIsReadInTiles() throws {
    let folder = try ScanFolder()
    var fixture = NIfTIFixture(type: .int32, dim: [3, 70, 45, 2, 1, 1, 1, 1])
    fixture.values = (0..<6300).map { Double($0 * 7 % 6301) }
    let slices = try readAll(fixture.write(folder))
    for i in 0..<70 {
      for j in 0..<45 {
        #expect(slices[1].plane[i, j] == Float(fixture.value(3150 + i + 70 * j)))
      }
    }
  }

  @Test func labelsAreWholeNumbersOfAnyType() throws {
    let folder = try ScanFolder()
    for type in NIfTIDataType.allCases {
      var fixture = NIfTIFixture(type: type)
      fixture.values = (0..<60).map { Double($0 * 2) }
      let reader = try SliceReader(
        NIfTIVolume.open(fixture.write(folder)), slicing: .stored)
      let plane = try #require(try reader.nextLabels())
      #expect(plane[1, 1] == 12)
      #expect(try reader.readLabels(slice: 2)[4, 3] == 118)
      #expect(try reader.nextLabels() == nil)
    }
    // 255 levels as some tools save them: scaled by an inexact slope.
    var fixture = NIfTIFixture(type: .uint8)
    fixture.slope = 1.0 / 3
    fixture.values = (0..<60).map { Double($0 / 10 * 3) }
    let reader = try SliceReader(NIfTIVolume.open(fixture.write(folder)), slicing: .stored)
    #expect(try reader.readLabels(slice: 2)[4, 3] == 5)
  }

  @Test func aLabelThatIsNoneIsNamedWithItsVoxel() throws {
    let folder = try ScanFolder()
    func bad(_ type: NIfTIDataType, _ value: Double) throws -> VolumeError.Problem? {
      var fixture = NIfTIFixture(type: type)
      fixture.values = Array(repeating: 1, count: 60)
      fixture.values[2 + 5 * 3 + 20] = value
      let path = try fixture.write(folder)
      return problem {
        let reader = try SliceReader(NIfTIVolume.open(path), slicing: .upright)
        _ = try reader.nextLabels()
        _ = try reader.nextLabels()
      }
    }
    let voxel = VoxelIndex(2, 3, 1)
    for (type, value) in [
      (NIfTIDataType.int16, -1.0), (.int32, 65536), (.uint32, 4e9), (.int64, -65535),
      (.float32, 1.5), (.float64, -2), (.float64, 1e300), (.uint64, 1e18),
    ] {
      #expect(try bad(type, value) == .notALabel(value: value, voxel: voxel))
    }
    guard case .notALabel(let value, voxel) = try bad(.float32, .nan) else {
      Issue.record("a NaN label passed")
      return
    }
    #expect(value.isNaN)
  }

  @Test func headersWithoutUsualFieldsStillRead() throws {
    let folder = try ScanFolder()
    // A trailing time axis of one, a 2-D picture, and vox_offset left at 0.
    var fixture = NIfTIFixture(dim: [5, 5, 4, 3, 1, 1, 9, 9])
    #expect(try readAll(fixture.write(folder)).count == 3)
    fixture.dim = [2, 5, 4, 77, 1, 1, 1, 1]
    let flat = try folder.write(
      fixture.header + [0, 0, 0, 0] + [UInt8](repeating: 0, count: 40), "2d.nii")
    #expect(try NIfTIVolume.open(flat).header.dimensions == SIMD3(5, 4, 1))
    var bytes = NIfTIFixture().file
    for n in 108..<112 { bytes[n] = 0 }
    #expect(try readAll(folder.write(bytes, "offset.nii"))[0].plane[1, 0] == 1)
    // Bytes after the last voxel are let pass.
    #expect(try readAll(folder.write(NIfTIFixture().file + [1, 2, 3], "long.nii")).count == 3)
  }

  @Test func compressionIsToldByContentAndAnImgOpensItsPair() throws {
    let folder = try ScanFolder()
    let gzipped = try NIfTIFixture().write(folder, gzipped: true)
    #expect(try readAll(folder.write(folder.read("scan.nii.gz"), "misnamed.nii")).count == 3)
    #expect(try readAll(folder.write(NIfTIFixture().file, "misnamed2.nii.gz")).count == 3)
    #expect(try readAll(gzipped).count == 3)
    let pair = NIfTIFixture(storage: .pair)
    let header = try pair.write(folder, "pair")
    let volume = try NIfTIVolume.open(folder.file("pair.img"))
    #expect(volume.headerPath == header)
    #expect(try readAll(folder.file("pair.img")).count == 3)
    try FileManager.default.removeItem(atPath: folder.file("pair.img"))
    #expect(
      problem { _ = try NIfTIVolume.open(header) }
        == .missingPartner(expected: [folder.file("pair.img"), folder.file("pair.img.gz")]))
  }

  @Test func unitsAreConvertedToMillimetres() throws {
    let folder = try ScanFolder()
    for version in [NIfTIVersion.one, .two] {
      for (units, factor) in [(0, 1.0), (1, 1000), (2, 1), (3, 0.001), (10, 1), (11, 0.001)] {
        var fixture = NIfTIFixture(version: version)
        fixture.units = units
        let header = try NIfTIVolume.open(fixture.write(folder)).header
        #expect(header.spacing == SIMD3(0.5, 0.75, 2) * factor)
        #expect(header.affine.column(3) == SIMD3(10, -20, 30) * factor)
      }
    }
  }
}
